// What Datasette's pages say in scripts inside the page, where our policy lets nothing run.
"use strict";

document.body.addEventListener("click", (event) => {
  const inside = event.target.closest("details");
  for (const details of document.querySelectorAll("details[open]")) {
    if (details !== inside) details.open = false;
  }
});

window.addEventListener("load", () => {
  const button = document.querySelector("button#sql-format");
  const shown = document.querySelector("pre#sql-query");
  const input = document.querySelector("textarea#sql-editor");
  if (input && window.CodeMirror) {
    const editor = CodeMirror.fromTextArea(input, { lineNumbers: true, mode: "text/x-sql", lineWrapping: true });
    editor.setOption("extraKeys", { "Shift-Enter": () => input.form.submit(), Tab: false });
    if (window.cmResize) cmResize(editor, { resizableWidth: false });
    if (button) button.addEventListener("click", () => editor.setValue(sqlFormatter.format(editor.getValue())));
  }
  if (button && shown) {
    button.addEventListener("click", () => { shown.textContent = sqlFormatter.format(shown.textContent); });
  }
  if (button && window.sqlFormatter) button.hidden = !(input || shown);
});
