const NAMES = "Deno process global Buffer require module exports __dirname __filename setImmediate clearImmediate self window document navigator location name parent top frames fetch Request Response Headers XMLHttpRequest WebSocket WebSocketStream EventSource Worker SharedWorker importScripts BroadcastChannel MessageChannel MessagePort postMessage close onmessage addEventListener dispatchEvent Event EventTarget AbortController setTimeout setInterval clearTimeout queueMicrotask structuredClone reportError requestAnimationFrame performance crypto Crypto CryptoKey localStorage sessionStorage indexedDB caches Cache Blob File FileReader URL URLSearchParams URLPattern TextEncoder TextDecoder ReadableStream CompressionStream atob btoa alert confirm prompt GPU DOMException ImageData createImageBitmap WebAssembly SharedArrayBuffer Atomics WeakRef FinalizationRegistry ShadowRealm AsyncContext gc d8 version load read print quit realm Realm $262 bootstrap internals __bootstrap ext primordials".split(" ");
export class S {
  generate_signal() {
    const there = NAMES.filter((name) => typeof globalThis[name] !== "undefined");
    const symbols = Object.getOwnPropertySymbols(globalThis).map(String);
    console.log("there:", [...there, ...symbols].join());
  }
}
