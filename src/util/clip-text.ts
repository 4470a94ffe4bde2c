/**
 * The beginning of a text, of at most `length` UTF-16 units, without half of a character: an emoji that the end cuts in
 * two, or that came so, would be refused by whoever takes well-formed Unicode only, as Firestore does.
 */
export const clipText = (text: string, length: number): string => text.slice(0, length).replace(/\p{Surrogate}/gu, '');
