import { LANGUAGES, type Lang } from '#contract/languages'
import type { PageContext } from './context.ts'
import { type Html, html } from './html.ts'

/** What a page puts into the frame. */
export interface Page {
  /** Of the tab; `Couchlink` stands after it. `null` for that alone. */
  title: string | null
  /** Inside `<main>`. */
  body: Html
  /** Which script enhances it; `null` for a page that answers a form, where a script would begin anew. */
  script: 'link' | 'devices' | null
  /** What that script starts with, as JSON in `#data`. */
  data: object
  /** `data-step` of the body, for a page whose look follows its script's state. */
  step?: string
}

/** The whole document: everything is inside but the script, and nothing comes from another origin. */
export function frame(context: PageContext, page: Page): string {
  const { lang, dir, nonce, appStoreId } = context
  const { markup } = html`<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f4f4fe" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#12132b" media="(prefers-color-scheme: dark)">
<meta name="format-detection" content="telephone=no">
<meta name="robots" content="noindex">
${appStoreId !== null && html`<meta name="apple-itunes-app" content="app-id=${appStoreId}">`}
<title>${page.title === null ? null : [page.title, ' · ']}Couchlink</title>
<link rel="icon" href="${ICON}">
${page.script !== null && scripts(context, page.script)}
<style nonce="${nonce}">${{ markup: context.style }}</style>
</head>
<body${page.step === undefined ? null : html` data-step="${page.step}"`}>
<header>${LOGO}<h1>Couchlink</h1></header>
<main>
${page.body}
</main>
${footer(context)}
${page.script !== null && html`<script type="application/json" id="data" nonce="${nonce}">${json(page.data)}</script>`}
</body>
</html>
`
  return markup
}

function scripts({ nonce, files }: PageContext, script: 'link' | 'devices'): Html {
  return html`<script nonce="${nonce}">${SCRIPTED}</script>
<script type="module" nonce="${nonce}" src="${files[script]}"></script>`
}

/** JSON that ends no script element and no line, whatever stands in it. */
export function json(data: object): Html {
  const text = JSON.stringify(data)
  return { markup: text.replace(/[<\u2028\u2029]/g, escaped) }
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function footer({ lang, insecure, text }: PageContext): Html {
  const others = Object.entries(LANGUAGES).filter(([other]) => other !== lang)
  return html`<footer>
${insecure && html`<p id="insecure">${text('frame.insecure')}</p>`}
<details id="languages">
<summary><span class="hidden">${text('frame.languages')}: </span>${LANGUAGES[lang].name}</summary>
<nav aria-label="${text('frame.languages')}">
${others.map(([other, { name }]) => languageLink(other as Lang, name))}
</nav>
</details>
</footer>`
}

function languageLink(lang: Lang, name: string): Html {
  return html`<a href="?lang=${lang}" lang="${lang}" hreflang="${lang}" dir="${LANGUAGES[lang].dir}">${name}</a>
`
}

/**
 * Says to the style that a script is coming. Without scripts, without modules, when the file does not arrive or cannot
 * begin, the page stays what it is without: plain forms.
 */
const SCRIPTED = {
  markup: [
    "if('noModule' in HTMLScriptElement.prototype){",
    "let c=document.documentElement.classList;c.add('js');",
    "addEventListener('error',e=>{",
    "if(e.target!==window||document.body.dataset.step==='loading')c.remove('js')},true)}",
  ].join(''),
}

const LOGO = html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7"/><path d="M15 21H8a3 3 0 0 1-3-3v-7a3 3 0 0 1 3-3h13a3 3 0 0 1 3 3"/><rect class="phone" x="19" y="13.5" width="7" height="11.5" rx="2"/></svg>`

/** A picture of a file's size that needs no file. */
const ICON = {
  markup: [
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E",
    "%3Crect width='32' height='32' rx='8' fill='%2312132b'/%3E",
    "%3Cpath d='M15 21H8a3 3 0 0 1-3-3v-7a3 3 0 0 1 3-3h13a3 3 0 0 1 3 3' fill='none' ",
    "stroke='%23cccdfd' stroke-width='2.2' stroke-linecap='round'/%3E",
    "%3Crect x='19' y='13.5' width='7' height='11.5' rx='2' fill='%23cccdfd'/%3E%3C/svg%3E",
  ].join(''),
}
