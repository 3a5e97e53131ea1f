import { escapeMarkup } from './markup.ts'

/** What becomes of the TV app's own page in a package. */
export interface PageWishes {
  /** Absolute URL of the server, ending in `/`. */
  server: URL
  /** What the set shows as the app's name. */
  name: string
  /** Scripts of the set itself, which run before ours. */
  scripts: readonly string[]
}

/**
 * The TV app's page as a set opens it from its own disk: it says which server is meant, which no address does there, and
 * carries the policy that else comes in a header. Throws on a page that could not run from `file:`.
 */
export function packagePage(html: string, { server, name, scripts }: PageWishes): string {
  const absolute = /(?:src|href)="(?:[a-z]+:)?\//i.exec(html)
  if (absolute) throw new Error(`The TV app's page asks for a file from elsewhere: ${absolute[0]}`)
  const module = /<script[^>]*type="module"|<script>/.exec(html)
  if (module) throw new Error(`The TV app's page has a script that sets refuse: ${module[0]}`)
  const first = scripts.map((src) => `    <script src="${escapeMarkup(src)}"></script>\n`).join('')
  return (
    html
      .replace(/<title>.*?<\/title>/s, () => `<title>${escapeMarkup(name)}</title>`)
      // Preloading asks as another origin would, and from a disk everybody is another origin.
      .replace(/^.*<link rel="preload".*\n/gm, '')
      .replace(/^ *<meta charset.*\n/m, (charset) => charset + metas(server, scripts))
      .replace(/^ *<script /m, (script) => first + script)
  )
}

function metas(server: URL, scripts: readonly string[]): string {
  return [
    `    <meta name="couchlink-server" content="${escapeMarkup(server.href)}" />\n`,
    `    <meta http-equiv="Content-Security-Policy" content="${policy(server, scripts)}" />\n`,
  ].join('')
}

/**
 * Scripts come from the package and nowhere else. The server may name another host for its notices, and an operator's
 * titles may lie anywhere, so that calls and media are held to https only, and over plain http to nothing.
 */
function policy({ protocol }: URL, scripts: readonly string[]): string {
  const anywhere = protocol === 'https:' ? ['https:'] : ['https:', 'http:']
  const sockets = protocol === 'https:' ? ['wss:'] : ['wss:', 'ws:']
  const directives = {
    'default-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    // A set's own scripts lie on its disk, outside the package.
    'script-src': ["'self'", ...(scripts.length > 0 ? ['file:'] : [])],
    'style-src': ["'self'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:', ...anywhere],
    'media-src': ["'self'", 'blob:', ...anywhere],
    'connect-src': [...anywhere, ...sockets],
  }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}
