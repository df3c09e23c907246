// Everything works without this file. Each section is one behaviour and needs none of the others.

const reader = document.body.dataset.reader; // Who is signed in.
const notice = document.querySelector(".flashes")?.dataset.notice;
const compose = document.querySelector("form.compose");
const textarea = compose?.elements.text;

// Browsers throw where their user forbids a page to store anything.
function stored(use) {
  try {
    return use(localStorage, sessionStorage);
  } catch {
    return null;
  }
}

const { lang } = document.documentElement;
const texts = JSON.parse(document.body.dataset.texts || "{}"); // Empty in English.
const say = (text, value) => (texts[text] ?? text).replace("{0}", value);
const on = (target, type, act, options) => target.addEventListener(type, act, options);
const make = (name, properties) => Object.assign(document.createElement(name), properties);

// Times: how long ago, or the date where the reader is.

const locale = lang === "en" ? "en-GB" : lang;
const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" });

function ago(moment, now) {
  const minutes = Math.floor((now - moment) / 60_000);
  if (minutes < 1) return say("now");
  if (minutes < 60) return say("{0} min", minutes);
  if (minutes < 24 * 60) return say("{0} h", Math.floor(minutes / 60));
  return day.format(moment);
}

function showTimes() {
  const now = new Date();
  const fresh = [...document.querySelectorAll("time:not([title])")];
  // What is shown is shorter, and keeps the room of what was: nothing moves. All are measured before the first is changed.
  const widths = fresh.map(time => time.getBoundingClientRect().width);
  fresh.forEach((time, i) => {
    time.style.minInlineSize = `${widths[i]}px`;
    time.title = exact.format(new Date(time.dateTime));
  });
  for (const time of document.querySelectorAll("time[title]")) time.textContent = ago(new Date(time.dateTime), now);
}

showTimes();
setInterval(showTimes, 60_000);

// Writing: how much is left, counted as people and the API count; what is too long is not sent.

const [most, nearly, tooFar] = [280, 20, -1000]; // Whoever pastes a book need not wait for the number.

function countUp(segmenter) {
  let left = most;
  for (const _ of segmenter.segment(textarea.value)) if (--left === tooFar) break;
  const output = compose.querySelector(".left");
  const told = left === tooFar ? say("far too many") : left < 0 ? say("{0} too many", -left) : left <= nearly ? say("{0} left", left) : "";
  if (output.textContent !== told) output.textContent = told;
  textarea.setCustomValidity(left < 0 ? say("A message has at most {0} characters", most) : "");
  compose.querySelector("[type=submit]").disabled = left < 0;
}

// Drafts: kept until they are sent, for their writer alone until that one signs out; with the form's key, so that what was sent without
// an answer is not posted twice.

const drafts = "minitwit.draft:";
const mine = `${drafts}${encodeURIComponent(reader)}:`;
const draft = compose && mine + (compose.elements.inReplyTo?.value ?? "");

function forgetDrafts(which = () => true) {
  stored(local => Object.keys(local).filter(key => key.startsWith(drafts) && which(key)).forEach(key => local.removeItem(key)));
}

function keepDraft() {
  const value = compose.elements.key.value + "\n" + textarea.value;
  stored(local => (textarea.value ? local.setItem(draft, value) : local.removeItem(draft)));
}

function restoreDraft() {
  const kept = stored(local => local.getItem(draft));
  if (!kept || textarea.value) return;
  const end = kept.indexOf("\n");
  compose.elements.key.value = kept.slice(0, end);
  textarea.value = kept.slice(end + 1);
  // It grows once it is gone to: till then nothing below it moves.
  textarea.style.fieldSizing = "fixed";
  on(textarea, "focus", () => (textarea.style.fieldSizing = ""), { once: true });
}

if (reader) forgetDrafts(key => !key.startsWith(mine));
if (notice === "SignedOut" || notice === "AccountDeleted") forgetDrafts();
if (notice === "Recorded") stored((local, session) => local.removeItem(session.getItem(drafts)));
for (const form of document.querySelectorAll('form[action="/logout"]')) on(form, "submit", () => forgetDrafts());

if (textarea) {
  restoreDraft();
  on(textarea, "input", keepDraft);
  on(textarea, "keydown", event => event.key === "Enter" && (event.ctrlKey || event.metaKey) && compose.requestSubmit());
  on(compose, "submit", () => stored((_, session) => session.setItem(drafts, draft)));
  if (Intl.Segmenter) {
    const segmenter = new Intl.Segmenter("en");
    on(textarea, "input", () => countUp(segmenter));
    countUp(segmenter);
  }
  if (!CSS.supports("field-sizing", "content")) {
    on(textarea, "input", () => (textarea.style.minBlockSize = `${textarea.scrollHeight + 2}px`));
  }
}

// Live: how many messages are new, on a bar that is a link and lies above the page: nothing that is read moves. A page that nobody
// sees does not listen, since browsers open a few connections to a site at most.

const news = document.querySelector("[data-live]");
let [stream, fresh, again] = [null, 0, 0];

function hear({ data, lastEventId }) {
  news.dataset.after = lastEventId;
  fresh += JSON.parse(data).new;
  if (!fresh) return;
  const text = say(fresh === 1 ? "{0} new message" : "{0} new messages", fresh > 99 ? "99+" : fresh);
  if (news.textContent !== text) news.replaceChildren(make("a", { href: location.pathname, textContent: text }));
}

function listen() {
  clearTimeout(again);
  stream?.close();
  if (document.hidden) return;
  stream = new EventSource(`/timelines/${news.dataset.live}/live?after=${news.dataset.after}`);
  on(stream, "message", hear);
  // A stream that ends comes again by itself; one that is refused does not.
  on(stream, "error", () => {
    if (stream.readyState === EventSource.CLOSED) again = setTimeout(listen, 30_000 * (1 + Math.random()));
  });
}

if (news) {
  listen();
  on(document, "visibilitychange", listen);
}

// Names: offered behind @ and two letters. A text area may not have the role of a combobox, only its properties.

const typed = /(?<![\p{L}\p{N}\p{M}_&/#@])@([^\s@/][^\n\t@/]{1,63})$/u;

function completeNames() {
  const list = make("ul", { id: "names", role: "listbox", ariaLabel: say("Names"), hidden: true });
  const told = make("p", { className: "visually-hidden", role: "status" });
  let at, asking, wait, none; // Nobody's name begins with none.

  const begun = () => typed.exec(textarea.value.slice(0, textarea.selectionStart))?.[1];

  function mark(index) {
    at = (index + list.children.length) % list.children.length;
    [...list.children].forEach((option, i) => (option.ariaSelected = `${i === at}`));
    textarea.setAttribute("aria-activedescendant", `name-${at}`);
  }

  function close() {
    clearTimeout(wait);
    asking?.abort();
    list.hidden = true;
    told.textContent = "";
    textarea.removeAttribute("aria-activedescendant");
  }

  function offer(names) {
    list.replaceChildren(
      ...names.map((name, i) => {
        const option = make("li", { id: `name-${i}`, role: "option", dir: "auto", textContent: name });
        option.onpointerdown = event => (event.preventDefault(), take(i)); // Before the field loses the focus.
        return option;
      }),
    );
    list.hidden = false;
    told.textContent = say("Names: {0}", names.length);
    mark(0);
  }

  function take(index) {
    const end = textarea.selectionStart;
    const length = begun()?.length; // None where the caret has gone.
    if (length) textarea.setRangeText(list.children[index].textContent + " ", end - length, end, "end");
    close();
    textarea.dispatchEvent(new Event("input"));
  }

  async function ask(beginning) {
    asking = new AbortController();
    try {
      const answer = await fetch(`/search/names?q=${encodeURIComponent(beginning)}`, { signal: asking.signal });
      if (!answer.ok && answer.status !== 404) return;
      const names = answer.ok ? (await answer.json()).slice(0, 8) : [];
      names.length ? offer(names) : (none = beginning);
    } catch {} // Overtaken, or not to be had.
  }

  on(textarea, "input", event => {
    close();
    const beginning = event.isTrusted && !event.isComposing && begun();
    if (beginning && !(none && beginning.startsWith(none))) wait = setTimeout(ask, 150, beginning);
  });
  on(textarea, "blur", close);
  on(textarea, "keydown", event => {
    if (list.hidden || event.ctrlKey || event.metaKey || event.isComposing) return;
    const takes = () => take(at);
    const acts = { ArrowDown: () => mark(at + 1), ArrowUp: () => mark(at - 1), Enter: takes, Tab: takes, Escape: close };
    if (acts[event.key] && !event.shiftKey) {
      event.preventDefault();
      acts[event.key]();
    }
  });
  textarea.ariaAutoComplete = "list";
  textarea.ariaHasPopup = "listbox";
  textarea.setAttribute("aria-controls", list.id);
  textarea.after(list, told);
}

if (textarea) completeNames();

// Keys: single letters, where nobody is typing, and for nobody who does not want them.

const dialog = document.getElementById("keys");
const keysOff = "minitwit.keys-off";
let areOff = !!stored(local => local.getItem(keysOff)); // Kept for the next page where that may be.
const here = () => document.activeElement.closest("article.message");
const keys = {
  j: () => move(1),
  k: () => move(-1),
  o: () => here()?.querySelector(".when").click(),
  n: () => textarea?.focus(),
  "/": search,
  "?": showKeys,
};

function move(step) {
  const all = [...document.querySelectorAll("article.message")];
  const from = all.indexOf(here());
  const next = all[from < 0 ? 0 : from + step];
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
}

function search() {
  const field = document.querySelector("input[type=search]");
  field ? field.focus() : location.assign("/search");
}

function showKeys() {
  dialog.querySelector("[value=switch]").textContent = say(areOff ? "Switch them on" : "Switch them off");
  dialog.showModal();
}

function leaveKeys({ target }) {
  if (target.value === "switch") {
    areOff = !areOff;
    stored(local => (areOff ? local.setItem(keysOff, 1) : local.removeItem(keysOff)));
  }
  if (target.matches("button")) dialog.close();
}

function press(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog") || areOff) return;
  const act = key === "Enter" ? target.matches("article") && keys.o : Object.hasOwn(keys, key) && keys[key];
  if (act) {
    event.preventDefault();
    act();
  }
}

on(document, "keydown", press);
on(dialog, "click", leaveKeys);
const button = document.getElementById("show-keys");
button.disabled = false;
on(button, "click", showKeys);
