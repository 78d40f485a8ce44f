import { describe, expect, it } from 'vitest';
import { requireGo } from '../go/require-go.js';
import { campaign } from './program/campaign.js';

/*
 * Random programs with two maps and two locks, of which some uses hold the right one: what mapguard makes of them must build, pass vet, do for one goroutine what the program did
 * before, and neither race, nor lose an update, nor deadlock for several. `npm run property -- --count N --seed S` runs more of them; here the seed is fixed, so that what fails
 * is what was changed.
 */
describe('random programs', () => {
  const count = Number(process.env.PROPERTY_COUNT ?? 40);
  const seed = Number(process.env.PROPERTY_SEED ?? 1);

  it(
    `stay right when they are rewritten (${count} programs, seed ${seed})`,
    async () => {
      const go = await requireGo();
      if (go === undefined) return;
      const { summary, failures, share } = await campaign(go, count, seed);
      console.log(summary);
      expect(failures.join('\n\n')).toBe('');
      expect(share, 'programs that are rewritten and driven by several goroutines').toBeGreaterThan(0.2);
    },
    600_000 + count * 10_000,
  );
});
