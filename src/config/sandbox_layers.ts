import type { z } from "zod";
import { SANDBOX_LAYERS, type SandboxLayer } from "../domain/sandbox_layer.ts";
import { read } from "./readers.ts";

/** Returns a schema of layers to try: `auto` for all, `off`, or some with commas between. */
export function sandboxLayersText(): z.ZodType<
  readonly SandboxLayer[],
  string
> {
  const wanted = `must be auto, off, or some of ${SANDBOX_LAYERS.join(", ")} ` +
    "with commas between them";
  return read(wanted, (text) => {
    if (text === "auto") return SANDBOX_LAYERS;
    if (text === "off") return [];
    const words = text.split(",").map((part) => part.trim());
    const known: readonly string[] = SANDBOX_LAYERS;
    return words.every((word) => known.includes(word))
      ? SANDBOX_LAYERS.filter((layer) => words.includes(layer))
      : undefined;
  });
}
