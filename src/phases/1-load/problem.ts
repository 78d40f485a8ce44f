import { diagnostic, type KnownDiagnosticCode } from '../../go/diagnostic-codes.js';
import type { Diagnostic } from '../../model/diagnostic.js';

/** Something wrong with a file or directory, named by its absolute path: display paths are known only when all modules are. */
export interface Problem {
  readonly code: KnownDiagnosticCode;
  readonly path: string;
  readonly message: string;
  /** 1-based; 1 where none is given */
  readonly line?: number;
  readonly column?: number;
  readonly severity?: Diagnostic['severity'];
}

export function toDiagnostic(problem: Problem, displayPath: (path: string) => string): Diagnostic {
  const position = { file: displayPath(problem.path), line: problem.line ?? 1, column: problem.column ?? 1 };
  return diagnostic(
    problem.code,
    problem.message,
    problem.severity === undefined ? { position } : { position, severity: problem.severity },
  );
}

export function unreadable(path: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code;
  const reasons: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOENT: 'no such file (a broken link?)',
    ELOOP: 'a loop of links',
  };
  return {
    code: 'unreadable-file',
    path,
    message: `cannot be read: ${reasons[code ?? ''] ?? (error as Error).message}`,
  };
}
