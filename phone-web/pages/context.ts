import { LANGUAGES, type Lang } from '#contract/languages'
import { format, type MessageValues, stretches } from '#contract/message'
import { catalogueOf, type TextKey } from '../texts/catalogue.ts'
import { type Html, html } from './html.ts'

/** What every page needs to be drawn for one request. */
export interface PageContext {
  lang: Lang
  dir: 'ltr' | 'rtl'
  /** Our sentence of that name, in the person's language. */
  text(key: TextKey, values?: MessageValues): string
  /** The same with what is filled in kept apart, so that a name in Arabic cannot turn our words around. */
  rich(key: TextKey, values: MessageValues): Html
  /** Of this response alone: what carries it may run and style. */
  nonce: string
  /** The page's own address, relative to the server's base: `L`, `link`, `devices`. */
  path: string
  /** Whether others in this network could read along: plain http to another machine. */
  insecure: boolean
  /** The operator's app in Apple's store, for Safari to offer above the page; `null` where there is none to offer. */
  appStoreId: string | null
  /** The scripts' addresses, relative to the server's base. */
  files: { link: string; devices: string }
  /** What stands in the page's `<style>`. */
  style: string
}

/** What a language brings into the context. */
export function speaking(lang: Lang): Pick<PageContext, 'lang' | 'dir' | 'text' | 'rich'> {
  const catalogue = catalogueOf(lang)
  return {
    lang,
    dir: LANGUAGES[lang].dir,
    text: (key, values = {}) => format(catalogue[key], values, lang),
    rich: (key, values) =>
      html`${stretches(catalogue[key], values, lang).map(({ text, from }) =>
        from === null ? text : html`<bdi>${text}</bdi>`,
      )}`,
  }
}
