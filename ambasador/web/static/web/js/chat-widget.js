// The button of the chat on somebody's page: it opens the window in a frame and reads nothing of the page around it. Closing takes the frame
// away; what was said is kept by the window itself, or where the browser denies a frame its memory, here on its behalf. <script src="https://…/c/3/widget.js" async></script>
(() => {
  const script = document.currentScript;
  const address = script.src.replace(/widget\.js.*$/, "frame/");
  const isPolish = (document.documentElement.lang || navigator.language || "pl").toLowerCase().startsWith("pl");
  const says = isPolish ? { open: "Porozmawiaj z nami", close: "Zamknij czat", window: "Czat" } : { open: "Chat with us", close: "Close the chat", window: "Chat" };
  let frame = null;

  const button = document.createElement("button");
  button.type = "button";
  Object.assign(button.style, {
    position: "fixed", right: "16px", bottom: "16px", zIndex: 2147483000, minHeight: "48px", padding: "0 20px", border: "0", borderRadius: "24px",
    background: "#0b5a8a", color: "#ffffff", font: "600 16px/1.2 system-ui, sans-serif", cursor: "pointer", boxShadow: "0 2px 12px rgba(0, 0, 0, .3)",
  });

  function draw() {
    button.textContent = frame ? says.close : says.open;
    button.setAttribute("aria-expanded", frame ? "true" : "false");
  }

  function toggle() {
    if (frame) {
      frame.remove();
      frame = null;
    } else {
      frame = document.createElement("iframe");
      frame.src = `${address}?lang=${isPolish ? "pl" : "en"}`;
      frame.title = says.window;
      Object.assign(frame.style, {
        position: "fixed", right: "16px", bottom: "76px", zIndex: 2147483000, width: "min(380px, calc(100vw - 32px))", height: "min(600px, calc(100vh - 92px))",
        border: "1px solid #c9c5bb", borderRadius: "12px", background: "#ffffff", boxShadow: "0 4px 24px rgba(0, 0, 0, .3)",
      });
      button.before(frame);
    }
    draw();
  }

  // only the window of our own frame is listened to, and only it is told what it asked to keep
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== new URL(address).origin) return;
    try {
      if (typeof event.data?.ambasadorKeep === "string") localStorage.setItem(address, event.data.ambasadorKeep);
      else if (event.data?.ambasadorAsks) event.source.postMessage({ ambasadorKept: localStorage.getItem(address) || "{}" }, event.origin);
    } catch {
      // this page keeps nothing either
    }
  });

  function start() {
    button.addEventListener("click", toggle);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && frame) {
        toggle();
        button.focus();
      }
    });
    draw();
    document.body.append(button);
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
