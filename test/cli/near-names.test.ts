import { expect, it } from 'vitest';
import { didYouMean, nearNames } from '../../src/cli/near-names.js';

it('finds what was meant, nearest first', () => {
  expect(nearNames('--wirte', ['--write', '--list', '--tests'])).toEqual(['--write']);
  expect(nearNames('items', ['Store.items', 'Item', 'other'])).toEqual(['Store.items', 'Item']);
  expect(nearNames('STORE.ITEMS', ['Store.items'])).toEqual(['Store.items']);
  expect(nearNames('zzz', ['Store.items'])).toEqual([]);
  expect(nearNames('', ['a', 'b', 'c', 'd'])).toHaveLength(3);
});

it('asks only when there is something to ask', () => {
  expect(didYouMean('mutxe', ['mutex', 'rwmutex'])).toBe(' (did you mean mutex?)');
  expect(didYouMean('xyz', ['mutex'])).toBe('');
});
