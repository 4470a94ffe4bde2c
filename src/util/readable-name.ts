/** What somebody is called, '' for nothing: of blanks nobody could read anything. */
export const readableName = (name: string): string => name.trim() && name;
