import type { Transform } from '../../src/model/transform.js';
import { considerWrapping } from './wrapped/consider.js';

export { prefersSharedReads } from './choice.js';

/**
 * Put a map and a mutex into one type, and reach the map by its methods.
 *
 *     type Store struct {                              type Store struct {
 *         items map[string]*Item                           items guardedMap[string, *Item]
 *     }                                                }
 *
 *     func (s *Store) Get(k string) *Item {       =>   func (s *Store) Get(k string) *Item {
 *         return s.items[k]                                return s.items.Get(k)
 *     }                                                }
 *
 * Behaviour is kept: every use in the module is rewritten, each operation means on the wrapper what it means on the map, nil maps included, and what belongs
 * together runs in one critical section that calls nothing unknown.
 */
export const mutex: Transform = {
  name: 'mutex',
  title: 'Wrap the map in a type with a mutex',
  consider: (map, context) => considerWrapping(map, context, 'mutex-map'),
};

/** The same with an RWMutex: operations that only read share the lock. */
export const rwmutex: Transform = {
  name: 'rwmutex',
  title: 'Wrap the map in a type with an RWMutex',
  consider: (map, context) => considerWrapping(map, context, 'rwmutex-map'),
};
