import type { Clock } from "../ports/clock.ts";
import { surround, type Surrounded } from "../sandbox/choose_layers.ts";
import { launchers } from "../sandbox/launch.ts";
import { thisMachine } from "../sandbox/layers.ts";
import type { Start } from "./start.ts";

/**
 * Returns the sandbox's programs inside of what the system can put around them.
 * The log says what that is, and why the rest is off: that is for operators.
 *
 * @param wall Real time
 */
export async function openSandbox(
  { config, log }: Pick<Start, "config" | "log">,
  wall: Clock,
): Promise<Surrounded> {
  const { standalone } = Deno.build;
  const found = await surround(launchers(standalone), {
    machine: thisMachine(standalone),
    wanted: config.sandboxLayers,
    memoryMb: config.strategyMemoryMb,
    wall,
  });
  const on = found.on.length > 0 ? found.on.join(", ") : "none";
  log.write("info", `Layers around strategies: ${on}`);
  for (const { name, reason } of found.off) {
    if (!config.sandboxLayers.includes(name)) continue;
    log.write("info", `The layer ${name} is off`, { reason });
  }
  return found;
}
