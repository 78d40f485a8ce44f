import type { Transform } from '../../src/model/transform.js';
import { considerMutex } from './style.js';

export { prefersSharedReads } from './choice.js';

/**
 * Give a map that no lock guards a mutex of its own, beside it or in one type with it.
 *
 *     type Store struct {                              type Store struct {
 *         items map[string]*Item                           mu    sync.Mutex // guards items
 *     }                                                    items map[string]*Item
 *                                                      }
 *     func (s *Store) Get(k string) *Item {       =>   func (s *Store) Get(k string) *Item {
 *         return s.items[k]                                s.mu.Lock()
 *     }                                                    defer s.mu.Unlock()
 *                                                          return s.items[k]
 *                                                      }
 *
 * Behaviour is kept: every use in the module that goroutines can meet at is covered, what belongs together runs in one critical section, and nothing in
 * a section waits, takes the lock again or is unknown.
 */
export const mutex: Transform = {
  name: 'mutex',
  title: 'Guard the map by a new mutex',
  consider: (map, context) => considerMutex(map, context, 'mutex'),
};

/** The same with an RWMutex: operations that only read share the lock. */
export const rwmutex: Transform = {
  name: 'rwmutex',
  title: 'Guard the map by a new RWMutex',
  consider: (map, context) => considerMutex(map, context, 'rwmutex'),
};
