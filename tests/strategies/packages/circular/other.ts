import { own, S } from "./circular.ts";
export const other = () => own + (typeof S === "function" ? 1 : 0);
