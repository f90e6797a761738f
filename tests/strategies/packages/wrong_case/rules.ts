export const rules = null;
