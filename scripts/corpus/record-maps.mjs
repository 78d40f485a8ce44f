/**
 * Which maps of mapguard's inventory a record of the real-fix list means.
 *
 * Most records name the map as mapguard does (`name`, `Type.field`, two of them as `A.x / A.y`). Where a record
 * describes it instead, the table says what mapguard calls it; the comment says why.
 */

/** @typedef {import('./mapguard-run.mjs').ListedMap} ListedMap */

/**
 * @typedef {object} FixRecord
 * @property {string} repo
 * @property {string} fix_commit
 * @property {string} parent_commit
 * @property {string} package_dir
 * @property {string} map_identifier
 * @property {string} fix_kind
 */

/**
 * Keyed by the identifier of the record, or `fix commit (10 digits):identifier` where the same words mean another map.
 *
 * @type {Record<string, { names: string[], all: boolean }>}
 */
const described = {
  // `all`: each of these is meant; otherwise the first one found is.
  'proServices / conServices': { names: ['proServices', 'conServices'], all: true },
  'serverWatchStream.progress / prevKV': {
    names: ['serverWatchStream.progress', 'serverWatchStream.prevKV'],
    all: true,
  },
  'local:Pause:ems / local:Close:ems': {
    names: ['compositeStresser.Pause.ems', 'compositeStresser.Close.ems'],
    all: true,
  },
  // Values of a sync.Map, reached by type assertion: the map itself has no name, its uses have these.
  'CacheListener.keyListeners[key] (inner map value)': {
    names: [
      'CacheListener.keyListeners[]',
      'CacheListener.keyListeners',
      'CacheListener.RemoveListener.lmap',
      'dataChangeCallback.lmap',
    ],
    all: false,
  },
  // The field is declared in resources/page/pagemeta; the fix is in the function that writes into its argument.
  'Params (PageConfig.Params)': {
    names: ['PageConfig.Params', 'Params', 'PrepareParams.m'],
    all: false,
  },
  // The two fixes of one map: exported before the first, which also renamed it.
  'dc36cdbfdd:HealthServer.statusMap': { names: ['HealthServer.StatusMap'], all: false },
  'MultiPartForm.filesMetadata (singleton decoder)': { names: ['MultiPartForm.filesMetadata'], all: false },
  'local:evaluateVarsWithInteractsh:data (parameter)': { names: ['Rule.evaluateVarsWithInteractsh.data'], all: false },
  'local:ExecuteWithResults:previous': { names: ['Generic.ExecuteWithResults.previous'], all: false },
};

/**
 * @param {FixRecord} record
 * @returns {{ names: string[], all: boolean }}
 */
export function mapNames(record) {
  const { map_identifier: identifier, fix_commit: commit } = record;
  const entry = described[`${commit.slice(0, 10)}:${identifier}`] ?? described[identifier];
  return entry ?? { names: identifier.split(' / '), all: true };
}

/**
 * @param {FixRecord} record
 * @param {readonly ListedMap[]} maps  what mapguard lists for the module
 * @param {string} directory  the package's directory relative to where mapguard ran
 * @returns {{ name: string, map: ListedMap | undefined }[]}
 */
export function findMaps(record, maps, directory) {
  const { names, all } = mapNames(record);
  const found = names.map((name) => ({ name, map: findMap(name, maps, directory) }));
  if (all) return found;
  const first = found.find((entry) => entry.map !== undefined) ?? found[0];
  return first === undefined ? [] : [first];
}

/**
 * In the package of the record first; a record may name the package of the fix and not that of the type.
 *
 * @param {string} name
 * @param {readonly ListedMap[]} maps
 * @param {string} directory
 */
function findMap(name, maps, directory) {
  const named = maps.filter((map) => map.name === name);
  const inPackage = named.find((map) => directoryOf(map.position.file) === directory);
  return inPackage ?? (named.length === 1 ? named[0] : undefined);
}

/**
 * @param {string} file  '/'-separated
 * @returns {string} '.' for the root
 */
export function directoryOf(file) {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '.' : file.slice(0, slash);
}
