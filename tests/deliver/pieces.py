"""What titles are made of that mean harm, or that are hard to get right."""

from __future__ import annotations

PIECES = (
    "<script>alert(1)</script>", "</title><script src=//x.example>", "<img src=x onerror=alert(1)>", '" onmouseover="x',
    "' style='x", "javascript:alert(1)", "JaVaScRiPt\t:alert(1)", "data:text/html,<script>", "<svg/onload=x>", "]]>", "<!--",
    "-->", "<![endif]-->", "&lt;script&gt;", "&#x3c;script", "{{ 7 * 7 }}", "{% raw %}", "=?=?utf-8?q?x?=",
    "=?utf-8?q?=0D=0ABcc:_x=40example.org?=", "=?utf-8?b?DQpCY2M6IHg=?=", "\r\nBcc: x@example.org", "\x00", "\x1b[2J",
    "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800", "\ufffe", "\uffff",
    "](javascript:alert(1))", "[x](<javascript:x>)", "![x](http://x/y)", "`", "***", "# ", "> ", "1. ", "- ", "---",
    "=cmd|' /C calc'!A0", "@SUM(1)", "North Korean soldiers", "北朝鮮の兵士", "병사", "солдаты", "حاشية", "הערה", "e\u0301",
    "👩\u200d👩\u200d👧", " ", "\n\n", "a" * 400,
)  # fmt: skip
