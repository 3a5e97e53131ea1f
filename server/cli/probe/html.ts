/** A form, as far as it can be sent without a script. */
export interface FormOnPage {
  method: 'GET' | 'POST'
  /** As it stands in the markup; may be relative or empty. */
  action: string
  /** What is sent along unseen. */
  hidden: Record<string, string>
  /** Names of the fields that a person types into, passwords apart. */
  typed: string[]
  asksPassword: boolean
  buttons: Button[]
}

export interface Button {
  /** What stands on it. */
  label: string
  /** What pressing it sends; `null` where it sends nothing of its own. */
  name: string | null
  value: string
}

/** A sign-in page has one or two. */
const FORMS_MAX = 10

/** The forms of a page, with the buttons that stand outside but belong to one. */
export function formsIn(html: string): FormOnPage[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)]
    .slice(0, FORMS_MAX)
    .map(([, tag = '', inside = '']) => {
      const attributes = attributesIn(tag)
      const inputs = tagsIn(inside, 'input')
      const hidden = inputs.filter((input) => typeOf(input) === 'hidden')
      const outside = buttonsIn(html.replace(inside, '')).filter(
        ({ form }) => form !== undefined && form === attributes['id'],
      )
      return {
        method: /^post$/i.test(attributes['method'] ?? '') ? 'POST' : 'GET',
        action: attributes['action'] ?? '',
        hidden: Object.fromEntries(
          hidden.map(({ name, value }) => [name ?? '', value ?? '']).filter(([name]) => name),
        ),
        typed: inputs
          .filter((input) => TYPED.has(typeOf(input)))
          .flatMap(({ name }) => (name === undefined ? [] : [name])),
        asksPassword: inputs.some((input) => typeOf(input) === 'password'),
        buttons: [...buttonsIn(inside), ...outside].map(({ label, name, value }) => ({
          label,
          name: name ?? null,
          value: value ?? '',
        })),
      } satisfies FormOnPage
    })
}

/** Whether a script sends the page's form as soon as it is loaded. */
export function isSelfSubmitting(html: string): boolean {
  return /\bonload\s*=[^>]*submit\s*\(|<script\b[^>]*>[^<]*\.submit\s*\(/i.test(html)
}

/** What a person can read on it. */
export function textOf(html: string): string {
  const read = html
    .replaceAll(/<(script|style|head)\b.*?<\/\1>/gis, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
  return plain(read).replaceAll(/\s+/g, ' ').trim()
}

const TYPED = new Set(['text', 'tel', 'number', 'search', 'email', 'url'])

type Attributes = Record<string, string | undefined>

function typeOf(input: Attributes): string {
  return (input['type'] ?? 'text').toLowerCase()
}

function tagsIn(html: string, tag: string): Attributes[] {
  return [...html.matchAll(new RegExp(`<${tag}\\b([^>]*)>`, 'gis'))].map(([, inside = '']) =>
    attributesIn(inside),
  )
}

function buttonsIn(html: string) {
  const buttons = [...html.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gis)]
    .map(([, tag = '', inside = '']) => ({ ...attributesIn(tag), label: textOf(inside) }))
    .filter(({ type }: Attributes) => type === undefined || /^submit$/i.test(type))
  const inputs = tagsIn(html, 'input')
    .filter((input) => typeOf(input) === 'submit')
    .map((input) => ({ ...input, label: input['value'] ?? '' }))
  return [...buttons, ...inputs] as (Attributes & { label: string })[]
}

function attributesIn(tag: string): Attributes {
  const attributes = tag.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g)
  return Object.fromEntries(
    [...attributes].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      plain(double ?? single ?? bare ?? ''),
    ]),
  )
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }

function plain(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w+));/gi, (whole, ten, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const point = ten === undefined ? Number.parseInt(hex, 16) : Number(ten)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
