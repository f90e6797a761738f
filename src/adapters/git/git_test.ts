import { strict as assert } from "node:assert";
import { type GitOptions, remoteOf, runGit } from "./git.ts";

const OPTIONS: GitOptions = {
  env: { PATH: Deno.env.get("PATH") ?? "", SECRET: "x", GIT_DIR: "/nowhere" },
  allowFile: false,
  timeoutMs: 10_000,
  packMb: 100,
};

Deno.test("remoteOf() takes name and password out of an address", () => {
  const { address, env } = remoteOf("https://user:p%40ss@h:8443/a/b.git");
  assert.equal(address, "https://h:8443/a/b.git");
  assert.deepEqual(env, {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.https://h:8443/.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${btoa("user:p@ss")}`,
  });
  const token = remoteOf("https://token@h/a").env["GIT_CONFIG_VALUE_0"];
  assert.equal(token, `Authorization: Basic ${btoa("token:")}`);
});

Deno.test("remoteOf() leaves an address without them as it is", () => {
  for (const url of ["https://h/a", "git@h:a", "ssh://git@h/a", "file:///a"]) {
    assert.deepEqual(remoteOf(url), { address: url, env: {} });
  }
});

Deno.test("runGit() gives git what it needs of the operator's variables, no other", async () => {
  const text = await alias("!env", { MINE: "1" });
  const names = text.split("\n").map((line) => line.split("=")[0]);
  assert(names.includes("MINE") && names.includes("PATH"));
  assert(!names.includes("SECRET"));
  assert.doesNotMatch(text, /nowhere/);
  assert.match(text, /^GIT_ALLOW_PROTOCOL=https:ssh$/m);
  assert.match(text, /^GIT_TERMINAL_PROMPT=0$/m);
  assert.match(text, /^GIT_CONFIG_GLOBAL=\/dev\/null$/m);
  assert.match(text, /core\.hookspath'?='?\/dev\/null/i);
});

Deno.test("runGit() follows no redirect, with or without a token", async () => {
  const asked: string[] = [];
  const serve = (
    name: string,
    answer: (request: Request) => Response,
  ) =>
    Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      asked.push(`${name} ${new URL(request.url).pathname}`);
      return answer(request);
    });
  await using inside = serve("inside", () => new Response("secret"));
  const base = `http://127.0.0.1:${inside.addr.port}`;
  await using outside = serve(
    "outside",
    ({ url }) => Response.redirect(url.replace(/^http:..[^/]*/, base), 302),
  );
  const origin = `http://127.0.0.1:${outside.addr.port}`;
  const token = {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: "Authorization: Basic x",
  };
  for (const env of [{}, token]) {
    asked.length = 0;
    const listing = runGit(OPTIONS, {
      args: ["ls-remote", "--", `${origin}/a.git`],
      cwd: "/",
      env: { ...env, GIT_ALLOW_PROTOCOL: "http" }, // no certificate for a test
    });
    await assert.rejects(listing, {
      code: "unavailable",
      message: "it redirects: write the address it leads to",
    });
    assert.deepEqual(asked, ["outside /a.git/info/refs"]);
  }
});

Deno.test("runGit() does not repeat the address that git was given", async () => {
  const address = "http://127.0.0.1:9/secret/a%20b.git";
  const failing = runGit(OPTIONS, {
    args: ["ls-remote", "--", address],
    cwd: "/",
    env: { GIT_ALLOW_PROTOCOL: "http" },
    address,
  });
  await assert.rejects(failing, {
    message: /^git says: unable to access '…': (?!.*secret)/,
  });
});

Deno.test("runGit() writes what git is to read", async () => {
  assert.equal(await alias("!cat"), "read me");
});

Deno.test("runGit() limits files and memory", async () => {
  const [files, memory] = (await alias("!sh -c 'ulimit -f; ulimit -v' #"))
    .split("\n");
  assert.equal(files, "204800"); // of 512 bytes: 100 MB
  assert.equal(memory, "1048576"); // KB: 1 GB
});

Deno.test("runGit() ends what says too much", async () => {
  await assert.rejects(alias("!yes #"), {
    code: "too_large",
    message: "it has too many files or branches",
  });
});

Deno.test("runGit() ends the whole group when time is up", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "qtc-git-" });
  try {
    const script = `!(sleep 0.5; touch ${folder}/late) & sleep 30 #`;
    await assert.rejects(alias(script, {}, { timeoutMs: 200 }), {
      code: "unavailable",
      message: "it did not answer within 0.2 s",
    });
    await new Deno.Command("sleep", { args: ["0.7"] }).output();
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("runGit() is not started when the program stops already", async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(alias("!env", {}, { signal }), { name: "AbortError" });
});

/** Runs a command of the shell as git would run a helper. */
function alias(
  script: string,
  env: Readonly<Record<string, string>> = {},
  options: Partial<GitOptions> = {},
): Promise<string> {
  return runGit({ ...OPTIONS, ...options }, {
    args: ["-c", `alias.x=${script}`, "x"],
    cwd: "/",
    input: "read me",
    env,
  });
}
