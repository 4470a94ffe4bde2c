/** Whether each field that `a` has is the very same in `b`. */
export const hasSameFields = <T extends object>(a: T, b: T): boolean =>
  (Object.keys(a) as (keyof T)[]).every(key => Object.is(a[key], b[key]));
