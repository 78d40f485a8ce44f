/** An error of the person at the keyboard: one line, no stack. */
export class UsageError extends Error {}

/**
 * Runs a script. What the user can mend prints one line and exits with 2; anything else is a bug and keeps its stack.
 *
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    const isFlag = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!(error instanceof UsageError) && !isFlag) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
