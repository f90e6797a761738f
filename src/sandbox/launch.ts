import { fileURLToPath } from "node:url";

/** How a hidden program of ours is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to an otherwise empty environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** The two programs that the sandbox starts. */
export interface Launchers {
  readonly host: Launch;
  readonly packer: Launch;
}

/** Most memory of the packer, MB. */
export const PACKER_MEMORY_MB = 600;

/** No prompt: a revoked permission is refused. */
const FLAGS = [
  "run",
  "--quiet",
  "--no-prompt",
  "--no-check",
  "--cached-only",
  "--unstable-worker-options",
  // Source positions at once: where the stack ends, V8 cannot look for them any more.
  "--v8-flags=--disallow-code-generation-from-strings,--expose-gc,--no-enable-lazy-source-positions",
];

/**
 * Returns how the hidden programs are started: the binary runs itself, sources
 * run under the same Deno.
 *
 * @param isStandalone Whether this is the compiled binary, `Deno.build.standalone`
 */
export function launchers(isStandalone: boolean): Launchers {
  const command = Deno.execPath();
  if (isStandalone) {
    return {
      host: { command, args: ["strategy-host"], env: {} },
      packer: { command, args: ["strategy-packer"], env: {} },
    };
  }
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("DENO_DIR");
  // Without a home, Deno would keep its cache elsewhere and know no package.
  const env = {
    ...(home !== undefined && { HOME: home }),
    ...(cache !== undefined && { DENO_DIR: cache }),
  };
  return {
    host: {
      command,
      args: [
        ...FLAGS,
        "--no-config",
        "--no-lock",
        "--allow-read",
        "--allow-ffi", // one call of the C library, before it gives this up as well
        file("./host.ts"),
      ],
      env,
    },
    packer: {
      command,
      args: [...FLAGS, "--allow-read", file("./pack.ts")],
      env,
    },
  };
}
