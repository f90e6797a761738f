import { base } from "./lib/../lib/base.js";
export const one = base;
