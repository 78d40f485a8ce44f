import { spawn } from 'node:child_process';

/**
 * @typedef {object} ProcessResult
 * @property {number | null} code  null when the process was killed or could not be started
 * @property {string} stdout
 * @property {string} stderr
 * @property {number} milliseconds  wall time
 * @property {boolean} timedOut
 */

/**
 * Runs a process to its end. Never throws for what the process does: a corpus run must outlive its members.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, environment?: Record<string, string>, timeoutMilliseconds?: number, input?: string }} [options]
 * @returns {Promise<ProcessResult>}
 */
export function runProcess(command, args, options = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    // An own process group, because `go build` leaves compilers behind when only it is killed.
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: environmentFor(options),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    /** @type {Buffer[]} */
    const stdout = [];
    /** @type {Buffer[]} */
    const stderr = [];
    let timedOut = false;
    let settled = false;
    const timer =
      options.timeoutMilliseconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            if (child.pid !== undefined) killGroup(child.pid);
          }, options.timeoutMilliseconds);

    /** @param {number | null} code @param {string} [note] */
    const settle = (code, note = '') => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8') + note,
        milliseconds: performance.now() - started,
        timedOut,
      });
    };
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    child.stdin.on('error', () => {}); // a process that exits before it read its input
    child.on('error', (error) => settle(null, `${error.message}\n`));
    child.on('close', (code) => settle(code));
    child.stdin.end(options.input ?? '');
  });
}

/**
 * PWD follows the working directory: go trusts it to see a tree under its symlinked GOPATH name.
 *
 * @param {{ cwd?: string, environment?: Record<string, string> }} options
 */
function environmentFor(options) {
  const directory = options.cwd === undefined ? {} : { PWD: options.cwd };
  return { ...process.env, ...directory, ...options.environment };
}

/** @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group ended between the timer and the signal.
  }
}
