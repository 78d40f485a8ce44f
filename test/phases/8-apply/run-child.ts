import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Task {
  readonly root: string;
  readonly files: readonly string[];
  readonly after: string;
  readonly trap?: {
    readonly call: 'open' | 'rename' | 'realpath';
    readonly at: number;
    readonly signal: NodeJS.Signals;
  };
  readonly listens?: boolean;
  readonly unprivileged?: boolean;
}

export interface Ended {
  readonly signal: NodeJS.Signals | null;
  /** of a child that ended by itself */
  readonly answer?: { readonly message?: string; readonly exitCode?: number; readonly written: readonly string[] };
}

/** Runs child.mjs; `whenReady` is called when it is about to apply. */
export function runChild(task: Task, whenReady: (child: ChildProcess) => void = () => undefined): Promise<Ended> {
  const script = fileURLToPath(new URL('child.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '' && text.startsWith('ready')) whenReady(child);
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      const last = output.trim().split('\n').at(-1) ?? '';
      resolve(last.startsWith('{') ? { signal, answer: JSON.parse(last) as NonNullable<Ended['answer']> } : { signal });
    });
  });
}
