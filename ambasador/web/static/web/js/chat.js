// The window of a chat. What is written lies in this browser until the server has kept it: a reload, a closed window or a lost network
// loses nothing, and the id of each message makes sending it again harmless. Answers come by the event stream; every twenty seconds the
// window asks by itself, so it also works where streams do not.
(() => {
  const ASK_MS = 20000, RETRY_MS = 3000;
  let root, kept, shown = [], isSending = false, isMailed = false, source = null, offerTimer = 0, retryTimer = 0, askTimer = 0, draftTimer = 0;
  const part = (name) => document.querySelector(`[data-chat-${name}]`);
  const place = () => `ambasador-chat-${root.dataset.chat}`;
  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`);

  // A browser may deny a frame its memory: then the page around it keeps what the window asks it to, in a memory of its own.
  const memory = (() => {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  const isFramed = window.parent !== window;
  const around = () => location.ancestorOrigins?.[0] || (document.referrer && new URL(document.referrer).origin) || "*";

  async function load() {
    let text = null;
    try {
      text = memory ? memory.getItem(place()) : isFramed ? await remembered() : null;
      kept = JSON.parse(text) || {};
    } catch {
      kept = {};
    }
    kept.outbox = Array.isArray(kept.outbox) ? kept.outbox : [];
  }

  function remembered() {
    return new Promise((resolve) => {
      addEventListener("message", (event) => {
        if (event.source === window.parent && typeof event.data?.ambasadorKept === "string") resolve(event.data.ambasadorKept);
      });
      window.parent.postMessage({ ambasadorAsks: true }, around());
      setTimeout(() => resolve(null), 500);
    });
  }

  function save() {
    const text = JSON.stringify(kept);
    try {
      if (memory) memory.setItem(place(), text);
      else if (isFramed) window.parent.postMessage({ ambasadorKeep: text }, around());
    } catch {
      // a browser that keeps nothing: the window works as long as it is open
    }
  }

  async function ask(url, said) {
    const headers = { "Content-Type": "application/json", "X-Chat": kept.token || "" };
    const answer = await fetch(url, said ? { method: "POST", headers, body: JSON.stringify(said) } : { headers });
    const isTold = answer.headers.get("Content-Type")?.includes("json");
    // a line that is switched off answers with a page: the conversation is there again when the line is
    return { status: answer.status, body: isTold ? await answer.json() : {}, isEnded: answer.status === 404 && isTold };
  }

  // sending, one after another in the order in which they were written
  async function send() {
    if (isSending || !kept.outbox.length) return;
    isSending = true;
    clearTimeout(retryTimer);
    try {
      while (kept.outbox.length) {
        if (!kept.token && !(await begin())) return;
        const { once, text } = kept.outbox[0];
        const { status, isEnded } = await ask(root.dataset.messages, { once, text });
        if (isEnded) delete kept.token; // the conversation is too old: the words begin a new one
        else if (status === 200 || status === 422) kept.outbox.shift();
        else return later(status);
        save();
      }
      offline(false);
      await look();
    } catch {
      later(0);
    } finally {
      isSending = false;
      draw();
    }
  }

  async function begin() {
    const { status, body } = await ask(root.dataset.begin, { name: "" });
    if (status !== 200) {
      later(status);
      return false;
    }
    kept.token = body.token;
    save();
    listen();
    return true;
  }

  function later(status) {
    offline(status === 0);
    retryTimer = setTimeout(send, status === 429 ? 20000 : RETRY_MS);
  }

  const offline = (is) => { part("offline").hidden = !is; };

  // what was said
  async function look() {
    if (!kept.token) return;
    try {
      const { status, body, isEnded } = await ask(`${root.dataset.messages}${document.hidden ? "" : "?seen=1"}`);
      if (isEnded) {
        delete kept.token;
        save();
      } else if (status === 200) take(body);
      offline(false);
      if (kept.outbox.length) send();
    } catch {
      offline(true);
    }
  }

  function take(state) {
    shown = state.messages;
    isMailed = Boolean(state.email);
    part("mailed").hidden = !isMailed;
    part("email").textContent = state.email;
    clearTimeout(offerTimer);
    if (state.offer_in === null) part("offer").hidden = true;
    else offerTimer = setTimeout(() => { part("offer").hidden = false; }, state.offer_in * 1000);
    draw();
  }

  function draw() {
    const log = part("log"), box = part("said"), known = new Set(shown.map((one) => one.once));
    const waiting = kept.outbox.filter((one) => !known.has(one.once));
    const note = part("offline").hidden ? root.dataset.sending : root.dataset.waiting;
    const all = [...shown, ...waiting.map((one) => ({ key: one.once, text: one.text, at: note }))];
    part("hello").hidden = all.length > 0;
    const keys = all.map((one) => `${one.once || one.key || one.id}`);
    [...log.children].forEach((entry) => keys.includes(entry.dataset.key) || entry.remove());
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    all.forEach((one, index) => {
      let entry = [...log.children].find((each) => each.dataset.key === keys[index]);
      if (!entry) {
        entry = part("entry").content.firstElementChild.cloneNode(true);
        entry.dataset.key = keys[index];
        entry.dataset.from = one.is_ours ? "us" : "you";
        entry.querySelector("b").textContent = one.is_ours ? one.who : root.dataset.you;
        entry.querySelector(".chat-text").textContent = one.text;
      }
      entry.querySelector("small").textContent = one.at;
      if (log.children[index] !== entry) log.insertBefore(entry, log.children[index] || null);
    });
    if (isAtEnd) box.scrollTop = box.scrollHeight;
  }

  function listen() {
    if (!kept.token || !("EventSource" in window)) return;
    source?.close();
    source = new EventSource(`/events/?t=${encodeURIComponent(`chat:${kept.token}`)}`);
    source.addEventListener("change", look);
    source.addEventListener("refresh", look);
  }

  function write(event) {
    event?.preventDefault();
    const field = document.getElementById("chat-text"), text = field.value.trim();
    if (!text) return;
    kept.outbox.push({ once: fresh(), text });
    kept.draft = field.value = "";
    save();
    draw();
    part("said").scrollTop = part("said").scrollHeight;
    send();
    field.focus();
  }

  async function handOver(event) {
    event.preventDefault();
    const field = document.getElementById("chat-address");
    kept.mailOnce ||= fresh();
    save();
    try {
      const { status, body } = await ask(root.dataset.address, { once: kept.mailOnce, email: field.value.trim() || "-" });
      complain(status === 200 ? "" : body.says || root.dataset.failed);
      if (status !== 200) return field.focus();
      delete kept.mailOnce;
      save();
      part("offer").hidden = true;
      await look();
    } catch {
      complain(root.dataset.failed);
    }
  }

  function complain(text) {
    part("error").textContent = text;
    part("error").classList.toggle("error", Boolean(text));
    document.getElementById("chat-address").setAttribute("aria-invalid", text ? "true" : "false");
  }

  function askAgain() {
    clearTimeout(askTimer);
    askTimer = setTimeout(async () => {
      await look();
      askAgain();
    }, ASK_MS);
  }

  document.addEventListener("DOMContentLoaded", async () => {
    root = document.querySelector("[data-chat]");
    if (!root) return;
    await load();
    const field = document.getElementById("chat-text");
    field.value ||= kept.draft || "";
    field.addEventListener("input", () => {
      clearTimeout(draftTimer);
      draftTimer = setTimeout(() => { kept.draft = field.value; save(); }, 200);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) write(event);
    });
    part("form").addEventListener("submit", write);
    part("offer").addEventListener("submit", handOver);
    addEventListener("online", () => { send(); look(); });
    addEventListener("offline", () => offline(true));
    document.addEventListener("visibilitychange", () => document.hidden || look());
    draw();
    listen();
    send();
    look();
    askAgain();
  });
})();
