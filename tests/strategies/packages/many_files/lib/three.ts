import { one } from "../one.ts";
export const three = one + 2;
