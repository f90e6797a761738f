import { strict as assert } from "node:assert";
import { type Money, ONE } from "../../domain/decimal.ts";
import { QtcError } from "../../domain/error.ts";
import type { CompetitionSpec } from "../../domain/competition.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CodeFault, Registry } from "../../ports/registry.ts";
import { FakeClock } from "../../testing/fake_clock.ts";
import type { CodeStore } from "./code_store.ts";
import type { FolderCodeOptions, Sources } from "./folder_code.ts";
import {
  folderRegistry,
  type FolderRegistryOptions,
  type TeamEntry,
} from "./registry.ts";
import type { Verdicts } from "./verdicts.ts";

/** Teams in folders on the disk, and a packer that finishes when it is told to. */
export class Stage {
  readonly path = Deno.makeTempDirSync({ prefix: "qtc-registry-" });
  readonly clock = new FakeClock("2026-11-20T14:30:00Z");
  /** Lines of the log: `warning text`. */
  readonly lines: string[] = [];
  /** Stored versions: `team/hash`. */
  readonly stored = new Set<string>();
  /** Versions that have passed with params: `team/hash/params`. */
  readonly passed = new Set<string>();
  /** What the teams are now; a text is the message of a mistake. */
  entries: readonly TeamEntry[] | string = [];
  /** What they take part in from the next save on. */
  competition: CompetitionSpec | undefined;
  /** Ends the packing that is under way; `undefined` when none is. */
  finish: (() => void) | undefined;
  /** Packings that were asked for: the sources of each. */
  readonly packings: string[][] = [];
  /** How often folders were read. */
  reads = 0;
  /** What the versions were refused with: by `team/hash/params`. */
  readonly refused = new Map<string, CodeFault>();
  /** What the intake fails with. */
  intakeError: Error | undefined;
  /** What the disk says to a save. */
  diskError: QtcError | undefined;
  /** What reading a folder throws. */
  readError: Error | undefined;
  #edits = 0;

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }

  /** Writes a team's strategy and returns its entry. */
  team(id: string, text?: string, spec: object = {}): TeamEntry {
    const folder = `${this.path}/${id}`;
    Deno.mkdirSync(folder, { recursive: true });
    if (text !== undefined) this.edit(id, text);
    return {
      spec: {
        id,
        name: id,
        initialCash: ONE as bigint as Money,
        run247: false,
        entryPoint: "strategy:S",
        params: {},
        limits: {},
        ...spec,
      },
      folder,
    };
  }

  /** Writes a team's strategy anew. */
  edit(id: string, text: string): void {
    const path = `${this.path}/${id}/strategy.ts`;
    Deno.writeTextFileSync(path, text);
    // Two edits in one tick of the system's clock would have one time.
    Deno.utimeSync(path, ++this.#edits, this.#edits);
  }

  /** Saves the registry with other teams, or with a mistake. */
  save(entries: readonly TeamEntry[] | string): void {
    this.entries = entries;
    const path = `${this.path}/registry.yaml`;
    const old = Deno.statSync(path).size;
    Deno.writeTextFileSync(path, "x".repeat(old + 1));
  }

  /** Returns the registry of the teams that there are. */
  open(
    entries: readonly TeamEntry[],
    file = true,
    rest: Pick<FolderRegistryOptions, "sync" | "firstWaitMs"> & {
      readonly wall?: Clock;
    } = {},
  ): Registry {
    const path = `${this.path}/registry.yaml`;
    this.entries = entries;
    Deno.writeTextFileSync(path, "x");
    const store: CodeStore = {
      has: (id, hash) => this.stored.has(`${id}/${hash}`),
      load: () => undefined,
      save: (id, hash) => {
        if (this.diskError) throw this.diskError;
        this.stored.add(`${id}/${hash}`);
      },
    };
    return folderRegistry({
      initial: { entries },
      read: () => {
        const { entries, competition } = this;
        if (typeof entries !== "string") {
          return { entries, ...(competition && { competition }) };
        }
        throw new QtcError("invalid", entries);
      },
      file: file ? path : undefined,
      sources: (folder) => this.#sources(folder),
      hash: (sources, entryPoint) =>
        `${sources["strategy.ts"]} of ${entryPoint}`,
      intake: (candidates, onTaken) => this.#intake(candidates, onTaken),
      store,
      verdicts: this.#verdicts(),
      wall: this.clock,
      log: {
        write: (level, message) => void this.lines.push(`${level} ${message}`),
      },
      ...rest,
    });
  }

  #sources(folder: string): Promise<Sources> {
    this.reads++;
    if (this.readError) return Promise.reject(this.readError);
    try {
      const text = Deno.readTextFileSync(`${folder}/strategy.ts`);
      return Promise.resolve({ "strategy.ts": text });
    } catch {
      return Promise.reject(new QtcError("not_found", "there is no file"));
    }
  }

  /** Without params, what is stored has passed. */
  #verdicts(): Verdicts {
    const key = (id: string, code: string, params: object) =>
      `${id}/${code}/${JSON.stringify(params)}`;
    return {
      hasPassed: (id, { code, params }) =>
        JSON.stringify(params) === "{}" ||
        this.passed.has(key(id, code, params)),
      notePassed: (id, { code, params }) =>
        void this.passed.add(key(id, code, params)),
      refusalOf: (id, { code, params }) =>
        this.refused.get(key(id, code, params)),
      noteRefused: (id, { code, params }, fault) =>
        void this.refused.set(key(id, code, params), fault),
    };
  }

  #intake: FolderCodeOptions["intake"] = async (candidates, onTaken) => {
    const texts = candidates.map(({ files }) => files["strategy.ts"] ?? "");
    this.packings.push(texts);
    if (this.intakeError) throw this.intakeError;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.finish = resolve;
    const take = (isSlow: boolean) =>
      texts.forEach((text, index) => {
        if (text.includes("slow") !== isSlow) return;
        onTaken(
          index,
          text.includes("wrong")
            ? { type: "SyntaxError", message: text }
            : { script: text, map: "{}" },
        );
      });
    const hasSlow = texts.some((text) => text.includes("slow"));
    await (hasSlow ? settled() : promise);
    take(false);
    await promise;
    this.finish = undefined;
    take(true);
  };
}

/** Asks a registry and returns `team code` or `team !fault` of each team. */
export async function ask(registry: Registry): Promise<string[] | undefined> {
  const edition = await registry.changes();
  return edition?.teams.map(({ spec, fault }) => {
    const fate = fault ? ` !${fault.type}: ${fault.message}` : "";
    return `${spec.id} ${spec.code ?? "-"}${fate}`;
  });
}

/** Lets what is ready run: a packing that was told to finish has. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** What the first code of a team is stored as. */
export const CODE = "1 of strategy:S";

/** Returns a registry of one team, `a`, whose code was packed. */
export async function started(stage: Stage) {
  const registry = stage.open([stage.team("a", "1")]);
  await ask(registry);
  stage.finish?.();
  assert.deepEqual(await ask(registry), [`a ${CODE}`]);
  return registry;
}
