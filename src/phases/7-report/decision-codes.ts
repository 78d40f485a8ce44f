/** What a code in a decision means, and what the reader can do. */
export interface DecisionCode {
  readonly summary: string;
  readonly help: string;
}

/**
 * Why a map was refused (`decision.reason`), why a strategy was not taken (`alternatives[].reason`), and why a verdict is unknown (`cause.code`).
 * A test compares this catalogue with the codes that the phases and transforms give.
 */
export const DECISION_CODES = {
  'address-taken': {
    summary: 'The address of the map is taken, so uses may exist that its name does not show.',
    help: 'Pass the map or its owner instead of a pointer to it.',
  },
  aliased: {
    summary: 'Another variable or field holds the same map and is used in ways that cannot be followed.',
    help: 'Use the map through one name, or copy it where a second one is meant.',
  },
  atomicity: {
    summary:
      'What is asked of the map decides what is changed in it later, and something in between must not run under the lock.',
    help: 'Move the call out of the way, or repeat the check under the lock before the change.',
  },
  'build-variants': {
    summary: 'The map is declared differently under different build tags.',
    help: 'Declare it once, in a file without build constraints.',
  },
  callback: {
    summary:
      'A function that uses the map is handed to code that is not in view, and it is not known when that calls it.',
    help: 'Look at the uses with mapguard explain; if the function runs on another goroutine, name the callee under spawners in the configuration.',
  },
  'cross-package': {
    summary: 'Another package uses the map and cannot name an unexported lock.',
    help: 'Give the type methods for these uses, and use the map in its own package only.',
  },
  'edit-conflict': {
    summary: 'Two maps need edits in the same place that cannot both be made.',
    help: 'Apply the first with --only, then run again.',
  },
  'element-of-container': {
    summary: 'The map is an element of another map, a slice or a channel, so that no declaration can hold its lock.',
    help: 'Put the map into a struct of its own.',
  },
  encoded: {
    summary: 'An encoder, a printer or reflection reads or writes the map without a lock.',
    help: 'Encode a copy that is made under a lock.',
  },
  escapes: {
    summary: 'The map is given to code that may keep it or write to it.',
    help: 'Give that code a copy, or let it ask for what it needs.',
  },
  'evaluation-order': {
    summary: 'The use stands in an expression whose parts would be evaluated in another order with a lock around it.',
    help: 'Take the use out into a statement of its own.',
  },
  'exported-api': {
    summary: 'Other modules can reach the map by an exported name, and its type would change.',
    help: 'Allow it with --allow-api-change, or make the map unexported behind methods.',
  },
  grouped: {
    summary: 'Several maps of one struct get one mutex, and another of them decides which kind.',
    help: 'Look at the maps that are named with it; they are rewritten together.',
  },
  'guarded-elsewhere': {
    summary: 'A lock guards the map at some uses already; a second one beside it would be wrong.',
    help: 'Take that lock at the uses that mapguard explain lists without it.',
  },
  'lock-order': {
    summary:
      'Taking the lock at a use could deadlock: another lock is held there that is taken under this one elsewhere, or its holder waits for this goroutine.',
    help: 'Take the locks in one order everywhere, or release the one before taking the other.',
  },
  'lock-shadowed': {
    summary: 'The name of the lock means something else where the map is used.',
    help: 'Rename the variable that hides the lock.',
  },
  'lock-unreachable': {
    summary: 'The lock that guards the map elsewhere cannot be named at a use.',
    help: 'Give the owner of the lock a method for that use, or pass the owner along.',
  },
  'mixed-callers': {
    summary: 'A function that uses the map is entered with the lock by some callers and without it by others.',
    help: 'Let all callers hold the lock, or split the function into one that takes it and one that expects it.',
  },
  'no-common-lock': {
    summary: 'No lock is held at enough uses of the map to be the one that is meant for it.',
    help: 'Name the strategy with --strategy if the lock is right; otherwise give the map one of its own.',
  },
  'only-handed-out': {
    summary: 'Every use holds the lock; only the map itself leaves it.',
    help: 'The strategy copy-out hands out a copy.',
  },
  returned: {
    summary: 'The map itself is returned, and a receiver does more than read it.',
    help: 'Return a copy, and give those who write a method of the owner.',
  },
  'self-deadlock': {
    summary: 'Taking the lock at a use would wait for a lock that the same goroutine holds.',
    help: 'Split the function into one that takes the lock and one that expects it.',
  },
  instance: {
    summary: 'Goroutines use maps of this kind, but whether they use the same one is not known.',
    help: 'Look at the two uses; if one object is meant, name the map with --only.',
  },
  'named-map-type': {
    summary: 'The map has a declared type whose methods or conversions depend on it being a map.',
    help: 'Make the type a struct that holds the map.',
  },
  'no-safe-section': {
    summary:
      'No stretch of code around the uses can be run under a lock: something in it may block, call back or take the lock again.',
    help: 'Move the call at the place named out of the stretch.',
  },
  'no-strategy': {
    summary: 'No strategy applies to the map.',
    help: 'The rejected alternatives say why each does not.',
  },
  'not-available': {
    summary: 'The rules would prefer a strategy that this version does not have.',
    help: 'Choose another with --strategy.',
  },
  parameter: {
    summary: 'The map is a parameter, so its callers own it.',
    help: 'Make the map that the callers pass safe, or copy it.',
  },
  'struct-copied': {
    summary: 'A struct that holds the map is copied by value, and a lock in it would be copied too.',
    help: 'Pass and store pointers to the struct.',
  },
  'struct-identity': {
    summary: 'The struct is converted to, compared with or built like another one, which a new field would break.',
    help: 'Copy the fields one by one.',
  },
  'syntax-error': {
    summary: 'A file of the package does not parse, so uses may be hidden.',
    help: 'Mend the file; gofmt names what is wrong.',
  },
  'too-many-callers': {
    summary: 'More ways lead to the uses than were followed.',
    help: 'Look at the uses with mapguard explain, and name the map with --only if it is shared.',
  },
  'type-not-spelled': {
    summary:
      'The type of the map cannot be written at its declaration: a part of it is not known or not visible there.',
    help: 'Write the type in the declaration.',
  },
  'unresolved-use': {
    summary: 'A name that may mean the map could not be resolved.',
    help: 'Look at the place: often a type comes from a package whose source is not at hand (go mod download).',
  },
  'unsupported-use': {
    summary: 'A use has a form that the strategy cannot rewrite.',
    help: 'Write the use as a statement of its own, or choose another strategy.',
  },
  'use-not-editable': {
    summary: 'A use stands in a generated file, a cgo file or a link.',
    help: 'Change the generator, or move the use.',
  },
  'values-shared-by-reference': {
    summary: 'The values are changed in place through the map, which a lock around the map alone does not guard.',
    help: 'Store values instead of pointers, or guard what they point to.',
  },
  'verification-failed': {
    summary: 'The rewrite did not build, or did not make the map safe, and was taken back.',
    help: 'The words are those of the compiler or of the second analysis; please report them.',
  },
} as const satisfies Readonly<Record<string, DecisionCode>>;
