// Live screens. One tab of the browser holds the event stream for all of them and passes events on; each tab then fetches
// its own regions anew (those with data-at-once without gathering what happens) over ordinary requests. A region with the focus in it waits until the focus has left.
// Who may listen no more (signed out, account closed, link ended) is told so: nothing typed is lost, and nobody knocks again.
(() => {
  const PAUSE_MS = 120, RETRY_MS = 2000, OFFLINE_AFTER_MS = 4000;
  const isWanted = () => Boolean(document.body.dataset.topics) && "EventSource" in window;
  // the colleagues' tabs share one stream, every link of somebody outside has its own: one right opens no other
  const name = ["ambasador-stream", document.body.dataset.stream].filter(Boolean).join(" ");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
  const me = String(Math.random());
  const others = new Map();
  let isLeader = false, isOver = false, source = null, opened = "", offlineTimer = 0, reopenTimer = 0;

  // what this page listens to
  function topics() {
    const own = (document.body.dataset.topics || "").split(" ");
    document.querySelectorAll("[data-live]").forEach((region) => own.push(...region.dataset.live.split(" ")));
    return [...new Set(own.filter(Boolean))].sort();
  }

  // the stream, in the leading tab only
  function wanted() {
    const fresh = Date.now() - 90000;
    const all = new Set(topics());
    for (const [id, tab] of others) {
      if (tab.at < fresh) others.delete(id);
      else tab.topics.forEach((topic) => all.add(topic));
    }
    return [...all].sort().map((topic) => `t=${encodeURIComponent(topic)}`).join("&");
  }

  function connect() {
    if (!isLeader || isOver) return;
    const query = wanted();
    if (source && source.readyState !== EventSource.CLOSED && query === opened) return;
    source?.close();
    const hadStream = Boolean(opened);
    opened = query;
    source = new EventSource(`/events/?${query}`);
    source.onopen = () => tell({ state: "on" });
    source.onerror = () => {
      tell({ state: "off" });
      if (source.readyState === EventSource.CLOSED) knock();
    };
    source.addEventListener("bye", knock);
    source.addEventListener("change", (event) => tell({ change: JSON.parse(event.data) }));
    source.addEventListener("refresh", () => tell({ refresh: true }));
    if (hadStream) source.addEventListener("open", () => tell({ refresh: true }), { once: true });
  }

  // Why did the stream end? A new session of the same person (another password, another link) may listen; 403 is the answer to nobody.
  async function knock() {
    source.close();
    if (await isWelcome()) {
      clearTimeout(reopenTimer);
      reopenTimer = setTimeout(connect, RETRY_MS + Math.random() * RETRY_MS);
    } else tell({ over: true });
  }

  async function isWelcome() {
    const enough = new AbortController();
    try {
      const { status } = await fetch(`/events/?${opened}`, { signal: enough.signal });
      enough.abort();
      return status !== 403;
    } catch {
      return true; // no connection says nothing about us
    }
  }

  function tell(message) {
    channel?.postMessage(message);
    hear(message);
  }

  function announce() {
    if (isLeader) connect();
    else channel?.postMessage({ from: me, topics: topics() });
  }

  // what happened, in every tab
  function hear(message) {
    if (message.state) showState(message.state);
    if (message.change) changed(message.change.topics || []);
    if (message.refresh) changed(null);
    if (message.over) end();
  }

  // With something typed outside the composer, which keeps its drafts itself, the page stays and says what happened.
  function end() {
    if (isOver) return;
    isOver = true;
    source?.close();
    clearTimeout(reopenTimer);
    const { signin } = document.body.dataset;
    const address = `${signin}?out=1&next=${encodeURIComponent(location.pathname + location.search)}`;
    if (!signin) changed(null);
    else if (!hasTyped()) location.assign(address);
    else {
      paint("off", "[data-signed-out]");
      document.querySelector("[data-signed-out] a")?.setAttribute("href", address);
    }
  }

  function hasTyped() {
    return [...document.querySelectorAll("main input, main textarea, dialog input, dialog textarea")].some((field) => {
      if (field.type === "file") return field.files.length > 0;
      const isText = field.matches("textarea, [type=text], [type=email], [type=search], [type=tel], [type=url], [type=number], :not([type])");
      return isText && field.value !== field.defaultValue && !field.closest("[data-composer] form.mode");
    });
  }

  function changed(happened) {
    document.dispatchEvent(new CustomEvent("ambasador:change", { detail: { topics: happened } }));
    document.querySelectorAll("[data-live]").forEach((region) => {
      if (happened === null || region.dataset.live.split(" ").some((topic) => happened.includes(topic))) soon(region);
    });
  }

  // An answer replaces its region: the one to refresh is looked up anew, or what happened during a fetch would be lost with the old one.
  const timers = new Map();
  function soon(region) {
    const key = region.id || region;
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(() => {
      timers.delete(key);
      refresh(region.id ? document.getElementById(region.id) : region);
    }, region.dataset.atOnce === undefined ? PAUSE_MS : 0));
  }

  function isBusy(region) {
    const focused = document.activeElement;
    return region.contains(focused) && focused !== document.body && focused.matches("input, textarea, select, button, [contenteditable]");
  }

  function refresh(region) {
    if (!region?.isConnected) return;
    if (region.classList.contains("htmx-request")) soon(region); // what is being fetched may be older than this event
    else if (document.hidden) region.dataset.stale = "yes";
    else if (isBusy(region)) region.addEventListener("focusout", () => soon(region), { once: true });
    else if (region.dataset.gather !== undefined) gather(region);
    else window.htmx.trigger(region, "live");
  }

  // regions that gather: a pill says how many events wait, nothing moves until it is pressed
  function gather(region) {
    const pill = document.querySelector("[data-pill]");
    if (!pill) return;
    const number = Number(pill.dataset.number || 0) + 1;
    pill.dataset.number = number;
    const form = new Intl.PluralRules(document.documentElement.lang).select(number);
    const text = { one: pill.dataset.one, few: pill.dataset.few }[form] || pill.dataset.many;
    pill.querySelector("[data-pill-text]").textContent = text.replace(/\d+/, number);
    pill.hidden = false;
    const live = document.getElementById("announce");
    if (live) live.textContent = pill.querySelector("[data-pill-text]").textContent;
  }

  document.addEventListener("click", (event) => {
    const pill = event.target.closest("[data-pill]");
    if (!pill) return;
    pill.hidden = true;
    pill.dataset.number = 0;
    document.querySelectorAll("[data-live][data-gather]").forEach((region) => window.htmx.trigger(region, "live"));
  });

  // the dot, the word and the banner
  function showState(state) {
    if (isOver) return;
    if (state === "on") {
      clearTimeout(offlineTimer);
      offlineTimer = 0;
      paint("on");
    } else offlineTimer ||= setTimeout(() => isOver || paint("off"), OFFLINE_AFTER_MS); // every new try fails again: the first counts
  }

  function paint(state, why = "[data-offline]") {
    const dot = document.querySelector("[data-live-state]");
    if (dot) {
      dot.hidden = false;
      dot.dataset.state = state;
      dot.textContent = dot.dataset[state];
    }
    const banner = document.querySelector(why);
    if (!banner || banner.hidden === (state === "on")) return;
    banner.hidden = state === "on";
    const since = banner.querySelector("[data-since]");
    if (since) since.textContent = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  }

  function lead() {
    isLeader = true;
    connect();
    channel?.postMessage({ whoIsThere: true });
    setInterval(connect, 30000);
  }

  function start() {
    if (!isWanted()) return;
    channel?.addEventListener("message", ({ data }) => {
      if (data.from) {
        others.set(data.from, { topics: data.topics, at: Date.now() });
        if (isLeader) {
          connect();
          if (source?.readyState === EventSource.OPEN) channel.postMessage({ state: "on" });
        }
      } else if (data.whoIsThere) announce();
      else hear(data);
    });
    if (channel && navigator.locks) navigator.locks.request(name, () => new Promise(lead));
    else lead();
    announce();
    setInterval(announce, 30000);
    document.addEventListener("htmx:afterSettle", announce);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) document.querySelectorAll("[data-stale]").forEach((region) => {
        delete region.dataset.stale;
        soon(region);
      });
    });
    addEventListener("offline", () => showState("off"));
    addEventListener("online", connect);
    addEventListener("pagehide", () => source?.close());
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      isOver = false;
      connect();
    });
  }

  document.addEventListener("DOMContentLoaded", start);
})();
