import fc from 'fast-check';

/** A generated value with what fast-check needs to make smaller ones of it. */
export interface Shrinkable<T> {
  readonly value: T;
  readonly context: unknown;
}

/** Values of an arbitrary that can be shrunk later. */
export function sample<T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): Shrinkable<T>[] {
  return fc.sample(new Keeping(arbitrary), { numRuns: count, seed });
}

/** Hands out what it generates together with the context of shrinking. */
class Keeping<T> extends fc.Arbitrary<Shrinkable<T>> {
  constructor(private readonly inner: fc.Arbitrary<T>) {
    super();
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Shrinkable<T>> {
    const { value_, context } = this.inner.generate(random, bias);
    return new fc.Value({ value: value_, context }, undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Shrinkable<T> {
    return false;
  }

  override shrink(): fc.Stream<fc.Value<Shrinkable<T>>> {
    return fc.Stream.nil();
  }
}

const CANDIDATES = 16;
const ROUNDS = 40;

/**
 * Looks for the smallest value that still fails. Unlike fast-check's own runner it tries many candidates at once, as a batch of programs costs little more to build than
 * one. `stillFails` answers for each candidate what it gave, undefined if it does not fail.
 */
export async function shrink<T, R>(
  arbitrary: fc.Arbitrary<T>,
  failing: Shrinkable<T>,
  result: R,
  stillFails: (candidates: readonly T[]) => Promise<readonly (R | undefined)[]>,
): Promise<R> {
  let smallest = failing;
  let outcome = result;
  let skip = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const candidates = [...arbitrary.shrink(smallest.value, smallest.context).drop(skip).take(CANDIDATES)];
    if (candidates.length === 0) break;
    const results = await stillFails(candidates.map((c) => c.value));
    const first = results.findIndex((r) => r !== undefined);
    if (first === -1) {
      skip += CANDIDATES;
      continue;
    }
    smallest = candidates[first]!;
    outcome = results[first]!;
    skip = 0;
  }
  return outcome;
}
