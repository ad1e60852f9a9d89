// Keys, verdicts in place, and search while typing. Without this file every page works by its links, forms and buttons.
"use strict";

const page = document.body.dataset.page;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// What can be undone, the last first; each entry has the numbers of the verdicts and what to put back on the page.
const done = [];
const flash = find("#flash");
if (flash?.dataset.said) done.push({ said: flash.dataset.said.split("."), rows: [] });

// ---- moving ----------------------------------------------------------------------------------------------------------

const items = () => all(page === "story" ? ".column" : ".story");
const current = () => document.activeElement?.closest(".story, .column");

function go(item) {
  if (!item) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: page === "story" ? "start" : "nearest" });
  // so that the way back leads to the same row
  if (page === "queue") history.replaceState(null, "", `#${item.id}`);
}

function move(step) {
  const list = items();
  const at = list.indexOf(current());
  const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
  if (list[next]) go(list[next]);
  else if (step > 0) find("#more")?.focus();
}

// The next row that nothing was said of, so that a row already judged is not in the way.
function next(row) {
  const rows = items();
  const after = rows.slice(rows.indexOf(row) + 1);
  return after.find((each) => !each.classList.contains("judged")) ?? after[0];
}

// ---- verdicts --------------------------------------------------------------------------------------------------------

async function post(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
  return answer.json();
}

function tell(words, said) {
  const form = find("form", flash);
  find(".done", form).textContent = words;
  all("input[name=said]", form).forEach((input) => input.remove());
  for (const id of said) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "said", value: id }));
  find(".undo", form).hidden = !said.length;
  flash.classList.remove("failed");
  form.hidden = false;
}

function fail(error) {
  tell(`That was not written down: ${error.message}. Load the page again.`, []);
  flash.classList.add("failed");
}

const WORDS = { kept: "kept", dropped: "dropped", later: "for later", undecided: "undecided", changed: "changed since you kept it", baseline: "there before the first visit" };
const VERDICTS = { kept: "keep", dropped: "drop", later: "later" };

function stand(row, standing) {
  row.dataset.standing = standing;
  row.classList.toggle("judged", standing in VERDICTS);
  find(".standing", row).textContent = WORDS[standing];
  for (const button of all(".actions > button", row)) button.ariaPressed = String(button.name === VERDICTS[standing]);
}

function note(row, text) {
  find(".written", row)?.remove();
  if (text) find("article", row).append(Object.assign(document.createElement("p"), { className: "written", textContent: text }));
}

async function say(form, submitter) {
  const many = submitter.value === "selected";
  const rows = many ? items().filter((row) => find(".tick", row).checked) : [submitter.closest(".story")];
  if (!rows.length) return tell("Select some first.", []);
  const answer = await post(form, submitter);
  const before = rows.map((row) => ({ row, standing: row.dataset.standing, note: find(".written", row)?.textContent }));
  for (const row of rows) {
    if (answer.standings[row.dataset.story]) stand(row, answer.standings[row.dataset.story]);
    find(".tick", row).checked = false;
  }
  const written = many ? find("#note-selected") : find("textarea", rows[0]);
  if ((many && written.value) || submitter.name === "note") rows.forEach((row) => note(row, written.value.trim()));
  if (many) written.value = "";
  find(".noting[open]", rows.at(-1))?.removeAttribute("open");
  done.push({ said: answer.said, rows: before });
  tell(answer.words, answer.said);
  go(submitter.name === "note" ? rows.at(-1) : next(rows.at(-1)) ?? rows.at(-1));
}

async function undo() {
  const last = done.pop();
  if (!last) return tell("There is nothing to undo.", []);
  tell("", last.said);
  const form = find("form", flash);
  if (!last.rows.length) return form.requestSubmit(find(".undo", form));
  const answer = await post(form, null);
  for (const { row, standing, note: text } of last.rows) {
    stand(row, answer.standings[row.dataset.story] ?? standing);
    note(row, text);
    find("textarea", row).value = text ?? "";
  }
  tell("Undone.", done.at(-1)?.said ?? []);
  go(last.rows[0].row);
}

if (page === "queue") {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#queue, .of-note")) return;
    event.preventDefault();
    say(event.target, event.submitter).catch(fail);
  });
  find("form", flash).addEventListener("submit", (event) => {
    if (!done.at(-1)?.rows.length) return;
    event.preventDefault();
    undo().catch(fail);
  });
  find("#filters").addEventListener("change", (event) => event.target.matches("select") && event.currentTarget.requestSubmit());
  const every = find("#select-all");
  if (every) {
    every.parentElement.hidden = false;
    every.addEventListener("change", () => items().forEach((row) => (find(".tick", row).checked = every.checked)));
  }
  const left = document.getElementById(location.hash.slice(1));
  // a page that is opened anew stays at its top
  left ? go(left) : items()[0]?.focus({ preventScroll: true });
}

// ---- search while typing -----------------------------------------------------------------------------------------------

// As long as a pause between two words; what is asked for in between is called off.
const PAUSE = 180;
if (page === "search") {
  const box = find("#q");
  let waiting, asked;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked?.abort();
      asked = new AbortController();
      const address = `/search?${new URLSearchParams({ q: box.value })}`;
      try {
        const answer = await fetch(`${address}&typing=1`, { signal: asked.signal });
        const came = new DOMParser().parseFromString(await answer.text(), "text/html");
        find("#results").replaceWith(find("#results", came));
        find("#found").textContent = find("#found", came).textContent;
        history.replaceState(null, "", address);
      } catch (error) {
        if (error.name !== "AbortError") find("#results").textContent = "The search was not answered. Press Enter to try again.";
      }
    }, PAUSE);
  });
  if (!box.value) box.focus();
}

// ---- keys --------------------------------------------------------------------------------------------------------------

function help() {
  let dialog = find("#help");
  if (!dialog) {
    dialog = Object.assign(document.createElement("dialog"), { id: "help", ariaLabel: "Keys" });
    dialog.append(Object.assign(document.createElement("h2"), { textContent: "Keys" }), find("#keys dl").cloneNode(true));
    dialog.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
  }
  dialog.open ? dialog.close() : dialog.showModal();
}

function press(name) {
  // what is ticked comes before the row that has the focus
  const within = page !== "queue" ? find("#verdict") : find(".tick:checked") ? find(".many") : current();
  if (within) find(`[name=${name}]`, within).click();
}

function write() {
  const noting = find(".noting", page === "queue" ? current() ?? document : document);
  if (!noting) return;
  noting.open = true;
  noting.scrollIntoView({ block: "nearest" });
  find("textarea", noting).focus();
}

function tick() {
  const box = current() && find(".tick", current());
  if (box) box.checked = !box.checked;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => find("h2 a", current() ?? document.createElement("p"))?.click(),
  Enter: () => document.activeElement === current() && KEYS.o(),
  K: () => press("keep"),
  D: () => press("drop"),
  L: () => press("later"),
  n: write,
  u: () => (page === "queue" ? undo().catch(fail) : find("#flash form:not([hidden]) .undo")?.click()),
  x: tick,
  "/": () => find("#q").select(),
  b: () => find("#back")?.click(),
  "?": help,
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (typing && event.key === "Escape") return (current() ?? find("#main")).focus();
  if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches(".noting textarea")) {
    event.preventDefault();
    return find("button", event.target.closest(".noting")).click();
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  if (event.key === "Enter" && document.activeElement !== current()) return;
  event.preventDefault();
  KEYS[event.key]();
});
