/** Returns the sha256 of a text, lower-case hex. Passed in: the core is pure. */
export type Digest = (text: string) => string;
