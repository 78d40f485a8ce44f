import type { Diagnostic } from '../model/diagnostic.js';

/** What a diagnostic code means, and what the reader can do. */
export interface DiagnosticCode {
  /** `off`: not said unless the configuration gives it a severity */
  readonly severity: Diagnostic['severity'] | 'off';
  readonly summary: string;
  readonly help: string;
}

/** The catalogue. Codes are stable: they appear in JSON and SARIF. */
export const DIAGNOSTIC_CODES = {
  'syntax-error': {
    severity: 'error',
    summary: 'A file does not parse; its package is not rewritten.',
    help: 'Run gofmt on the file and mend what it names.',
  },
  'grammar-gap': {
    severity: 'warning',
    summary: 'A file that gofmt accepts is beyond the Go grammar mapguard uses; its package is not rewritten.',
    help: 'Report the construct to mapguard.',
  },
  'invalid-utf8': {
    severity: 'error',
    summary: 'A file is not valid UTF-8; its package is not rewritten.',
    help: 'Convert the file to UTF-8.',
  },
  'nul-byte': {
    severity: 'error',
    summary: 'A file holds a NUL byte, which Go does not allow; its package is not rewritten.',
    help: 'Remove the byte; in a string write \\x00.',
  },
  'unreadable-file': {
    severity: 'error',
    summary: 'A file or directory could not be read; packages of its directory are not rewritten.',
    help: 'Check its permissions, or that the link has a target.',
  },
  'file-too-large': {
    severity: 'error',
    summary: 'A file is beyond the size that is analysed; its package is not rewritten.',
    help: 'Split the file, or move its data out of Go source.',
  },
  'too-deeply-nested': {
    severity: 'error',
    summary: 'A file nests deeper than can be analysed; its package is not rewritten.',
    help: 'Go compilers refuse such files too; mend the generator that wrote it.',
  },
  'malformed-build-constraint': {
    severity: 'warning',
    summary: 'A //go:build line does not parse; the file is taken to be active in no configuration.',
    help: 'Run go vet; it names the mistake.',
  },
  'malformed-go-mod': {
    severity: 'warning',
    summary: 'A line of go.mod does not parse and is left out.',
    help: 'Run go mod edit -fmt; it names the mistake.',
  },
  'malformed-go-work': {
    severity: 'warning',
    summary: 'A line of go.work does not parse, or names a directory without go.mod; it is left out.',
    help: 'Run go work edit -fmt; it names the mistake.',
  },
  'ignore-without-reason': {
    severity: 'warning',
    summary: 'A //mapguard:ignore comment gives no reason and does not count.',
    help: 'Write //mapguard:ignore and why the map is safe.',
  },
  'ignore-with-space': {
    severity: 'warning',
    summary: 'A "// mapguard:ignore" comment is no directive because of the space and does not count.',
    help: 'Write //mapguard:ignore without a space after //.',
  },
  'uncommitted-not-checked': {
    severity: 'note',
    summary: 'Files were written although git could not say whether they had uncommitted changes.',
    help: 'Keep a copy, or work in a git repository with git on the PATH.',
  },
  'written-not-recorded': {
    severity: 'note',
    summary: 'What was written could not be recorded in the git directory.',
    help: 'The next run asks for a commit or --allow-dirty before it writes these files again.',
  },
  'write-under-rlock': {
    severity: 'warning',
    summary:
      'A map is written to while its lock is held only for reading; readers and other such writers are not kept out.',
    help: 'Take the lock with Lock instead of RLock around the write.',
  },
  'wrong-lock': {
    severity: 'warning',
    summary: 'A map is used under a lock that is not the one which guards it elsewhere; the two keep nobody apart.',
    help: 'Take the lock that the related use holds, or move the map under one lock.',
  },
  'lock-not-shared': {
    severity: 'warning',
    summary: 'A mutex that nobody else can lock is held around a shared map: a local variable of one call, or a copy.',
    help: 'Put the mutex beside the map, and lock it through a pointer: pointer receivers, no copies of the struct.',
  },
  'leaked-reference': {
    severity: 'warning',
    summary:
      'A map that a lock guards is returned, or kept in a variable beyond the section; it is used there without the lock.',
    help: 'Copy the map while the lock is held (maps.Clone), or keep the lock until the last use.',
  },
  'lock-held-across-block': {
    severity: 'note',
    summary:
      'A lock that guards a map is held across a wait: a channel operation, WaitGroup.Wait, time.Sleep, a network call.',
    help: 'Copy what is needed out of the map, release the lock, and wait then.',
  },
  'atomicity-gap': {
    severity: 'note',
    summary:
      'An element is looked up in one locked section and stored, depending on what was found, in another; it may have changed in between.',
    help: 'Do both in one section, or look the element up again in the second one.',
  },
} as const satisfies Record<string, DiagnosticCode>;

/** Codes whose severity the configuration can set: what is said of the program, not of the run. */
export const CONFIGURABLE_CODES = [
  'write-under-rlock',
  'wrong-lock',
  'lock-not-shared',
  'leaked-reference',
  'lock-held-across-block',
  'atomicity-gap',
] as const satisfies readonly (keyof typeof DIAGNOSTIC_CODES)[];

/** Diagnostics with the severities of the configuration; those that are off are left out. */
export function withSeverities(
  diagnostics: readonly Diagnostic[],
  configured: Readonly<Partial<Record<string, Diagnostic['severity'] | 'off'>>>,
): Diagnostic[] {
  return diagnostics.flatMap((d) => {
    const severity = configured[d.code] ?? defaultSeverity(d.code) ?? d.severity;
    return severity === 'off' ? [] : [severity === d.severity ? d : { ...d, severity }];
  });
}

function defaultSeverity(code: string): Diagnostic['severity'] | 'off' | undefined {
  return Object.hasOwn(DIAGNOSTIC_CODES, code) ? DIAGNOSTIC_CODES[code as KnownDiagnosticCode].severity : undefined;
}

export type KnownDiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

/** A diagnostic of the catalogue, with its severity unless another is given. */
export function diagnostic(
  code: KnownDiagnosticCode,
  message: string,
  more: Partial<Pick<Diagnostic, 'position' | 'related' | 'severity'>> = {},
): Diagnostic {
  const entry: DiagnosticCode = DIAGNOSTIC_CODES[code];
  const { severity } = entry;
  return { code, severity: severity === 'off' ? 'note' : severity, message, ...more };
}
