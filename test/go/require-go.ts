import { findToolchain, type Toolchain } from '../../src/go/toolchain.js';

/** The Go toolchain for tests that need one. Without it they are skipped with a warning, and fail where `CI` is set: a green run there must mean that they ran. */
export async function requireGo(): Promise<Toolchain | undefined> {
  const search = await findToolchain(process.env);
  if (search.ok) return search.toolchain;
  if ((process.env.CI ?? '') !== '') throw new Error(`CI needs Go: ${search.why}`);
  console.warn(`\n*** SKIPPED, NOT TESTED: everything here that needs Go (${search.why}) ***\n`);
  return undefined;
}
