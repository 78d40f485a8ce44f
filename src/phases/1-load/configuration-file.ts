import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../model/diagnostic.js';
import { exists, findUp, repositoryRoot } from './find-up.js';

export const CONFIGURATION_FILES = ['mapguard.config.json', 'mapguard.config.yaml', 'mapguard.config.yml'] as const;

/**
 * The configuration file for a run in `dir`: the nearest upward, up to the root of the repository, or of the module
 * where there is no repository. Two in one directory are a mistake.
 */
export function findConfiguration(dir: string): string | undefined {
  const last = repositoryRoot(dir) ?? findUp(dir, 'go.work') ?? findUp(dir, 'go.mod') ?? dir;
  for (let current = dir; ; current = dirname(current)) {
    const here = CONFIGURATION_FILES.filter((name) => exists(join(current, name), 'file'));
    if (here.length > 1) throw new UserError(`${current} has both ${here.join(' and ')}; keep one`);
    if (here[0] !== undefined) return join(current, here[0]);
    if (current === last || dirname(current) === current) return undefined;
  }
}

/** Contents of a configuration file as plain data. */
export async function readConfigurationFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      missing ? `no such configuration file: ${path}` : `${path} cannot be read: ${(error as Error).message}`,
    );
  }
  return path.endsWith('.json') ? parseJson(text, path) : parseYaml(text, path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not valid JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
}

async function parseYaml(text: string, path: string): Promise<unknown> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new UserError(`${path}:${line}:${col} is not valid YAML: ${error.message.replace(/\s+/g, ' ')}`);
  }
  try {
    return document.toJS() ?? {};
  } catch (problem) {
    throw new UserError(`${path} is not valid YAML: ${(problem as Error).message}`);
  }
}

/** Path that the user named, or the one found; undefined for none. */
export function locateConfiguration(named: string | undefined, cwd: string, fallback: string): string | undefined {
  if (named !== undefined) return resolve(cwd, named);
  return findConfiguration(cwd) ?? (fallback === cwd ? undefined : findConfiguration(fallback));
}
