/** What the system can put around a strategy's process, the outermost first. */
export const SANDBOX_LAYERS = [
  "cgroup_memory", // the kernel ends it when it takes too much memory
  "data_limit", // RLIMIT_DATA: it gets no more memory than that
  "no_network", // a network namespace of its own, in which there is none
  "uid", // a user of its own, who owns no file
  "no_new_privileges", // no program that it could start has more rights
] as const;

/** One of them. */
export type SandboxLayer = typeof SANDBOX_LAYERS[number];

/** Whether each of them is on. */
export type SandboxState = Readonly<Record<SandboxLayer, boolean>>;

/** Returns the state in which these are on and the others are off. */
export function sandboxState(on: readonly SandboxLayer[]): SandboxState {
  return Object.fromEntries(
    SANDBOX_LAYERS.map((layer) => [layer, on.includes(layer)]),
  ) as Record<SandboxLayer, boolean>;
}
