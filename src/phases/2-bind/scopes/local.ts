/** What a name declared inside a top-level declaration is. */
export const Local = {
  variable: 1,
  parameter: 2,
  result: 3,
  receiver: 4,
  range: 5,
  /** the variable of one clause of a type switch */
  clause: 6,
  /** the name in the head of a type switch, which no expression refers to */
  typeSwitch: 7,
  constant: 8,
  type: 9,
  alias: 10,
  typeParameter: 11,
} as const;

export type Local = (typeof Local)[keyof typeof Local];
