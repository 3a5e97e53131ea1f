import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import type { Lang } from '#contract/languages'
import type { MessageValues } from '#contract/message'
import { speaking } from '../../phone-web/pages/context.ts'
import type { TextKey } from '../../phone-web/texts/catalogue.ts'
import { foreignRequests } from './browser.ts'
import { look, PHONE } from './looks.ts'
import { Phone } from './phone.ts'
import {
  accounts,
  movableClock,
  passwordOf,
  type Settings,
  startServer,
  type TestServer,
} from './server.ts'
import { Tv } from './tv.ts'

/** Addresses in two networks, as a proxy on this machine would forward them. */
export const HOME = { 'x-forwarded-for': '203.0.113.9' }
export const AWAY = { 'x-forwarded-for': '198.51.100.7' }

/** The files that pages load; other answers than 200 to anything else are the server's word. */
const FILES = /^\/phone\//

/** Where and how a person meets the phone's pages. */
export interface Scene {
  lang: Lang
  /** Of the pictures. */
  name: string
  settings?: Settings
  /** What a proxy says of this browser's place; without it everybody is on this machine. */
  from?: Record<string, string>
  context?: BrowserContextOptions
  /** Of the page's address; the server itself listens on loopback. */
  host?: string
  /** The page's script does not arrive. */
  withoutScript?: boolean
  /** Origins beside the server's own to which this story leads. */
  leadsTo?: string[]
}

/** A person before a phone's page in a real browser, and all that this page does wrong. */
export class PhonePage {
  readonly server: TestServer
  readonly clock: { putForward(seconds: number): void }
  readonly context: BrowserContext
  readonly page: Page
  readonly origin: string
  readonly scene: Scene
  /** This language's sentence. */
  readonly text: (key: TextKey, values?: MessageValues) => string
  /** The bodies of `POST /authorize`, in order. */
  readonly decisions: Record<string, unknown>[] = []
  /** What the page complained of: its policy, a script, a file that did not come. */
  readonly complaints: string[] = []
  readonly foreign: string[]
  /** What {@link sees} found. */
  readonly faults: string[] = []

  private constructor(
    scene: Scene,
    server: TestServer,
    clock: { putForward(seconds: number): void },
    page: Page,
  ) {
    this.scene = scene
    this.server = server
    this.clock = clock
    this.page = page
    this.context = page.context()
    this.origin = `http://${scene.host ?? 'localhost'}:${server.port}`
    this.text = speaking(scene.lang).text
    this.foreign = foreignRequests(this.context, this.origin)
    this.#listen()
  }

  static async begin(browser: Browser, scene: Scene): Promise<PhonePage> {
    const clock = movableClock()
    const settings = {
      accounts: await accounts('dora', 'bob'),
      ...(scene.from === undefined ? {} : { trustedProxies: ['127.0.0.1'] }),
      ...scene.settings,
    }
    const server = await startServer(settings, { pages: true, clock })
    const context = await browser.newContext({
      viewport: PHONE,
      locale: scene.lang,
      reducedMotion: 'reduce',
      ...(scene.from === undefined ? {} : { extraHTTPHeaders: scene.from }),
      ...scene.context,
    })
    onTestFinished(() => context.close())
    if (scene.withoutScript) await context.route('**/phone/*', (route) => route.abort())
    const page = await context.newPage()
    return new PhonePage(scene, server, clock, page)
  }

  #listen(): void {
    const { page, scene } = this
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => {
      const { pathname } = URL.parse(message.location().url) ?? { pathname: '' }
      const isAnswer =
        message.text().startsWith('Failed to load resource') &&
        (scene.withoutScript || !FILES.test(pathname))
      if (message.type() === 'error' && !isAnswer) this.complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (request.method() !== 'POST' || !request.url().endsWith('/authorize')) return
      this.decisions.push(request.postDataJSON())
    })
  }

  /** A TV with a name, at home where the scene says where that is, and the link request on its screen. */
  async television(headers: Record<string, string> = {}) {
    const tv = await Tv.make(this.server.url)
    tv.headers = headers
    tv.now = () => this.server.clock.now
    await tv.askToken({ device_name: 'Living room', device_model: 'Samsung TV' })
    return { tv, link: await tv.requestLink() }
  }

  /** Another phone, somebody's that is signed in. */
  async otherPhone(username: string, headers: Record<string, string> = {}): Promise<Phone> {
    const phone = new Phone(this.server.url, headers)
    expect((await phone.signIn(username, passwordOf(username))).status).toBe(200)
    return phone
  }

  /** This browser was signed in before. */
  async remembers(username: string, headers: Record<string, string> = {}): Promise<void> {
    const { cookie } = await this.otherPhone(username, headers)
    const [name = '', value = ''] = cookie.split('=')
    await this.context.addCookies([{ name, value, url: this.origin }])
  }

  async go(path: string): Promise<void> {
    // An address that differs in its fragment alone would load nothing.
    if (path.includes('#')) await this.page.goto('about:blank')
    await this.page.goto(`${this.origin}${path}`)
  }

  async scans({ handle }: { handle: string }): Promise<void> {
    await this.go(`/L#${handle}`)
  }

  async types(username: string, password = passwordOf(username)): Promise<void> {
    await this.page.locator('#username').fill(username)
    await this.page.locator('#password').fill(password)
  }

  async press(id: string): Promise<void> {
    await this.page.locator(`#${id}`).click()
  }

  /** Waits until the page is at this step. */
  async at(step: 'asking' | 'matching' | 'ended' | 'failed' | 'loading'): Promise<void> {
    await this.page.locator(`body[data-step="${step}"]`).waitFor()
  }

  /** Waits until the page says so in its status, where screen readers hear it. */
  async hears(key: TextKey, values: MessageValues = {}): Promise<void> {
    const text = this.text(key, values)
    await this.page.locator('#status, #said').filter({ hasText: text }).waitFor()
  }

  /** Looks at the page as it stands, in every way in which people do. */
  async sees(state: string): Promise<void> {
    const { name, lang } = this.scene
    // Nothing can look at a page where no script runs.
    if (this.scene.context?.javaScriptEnabled === false) return
    this.faults.push(...(await look(this.page, `${name}-${state}-${lang}`)))
  }

  /** Nothing was wrong on the way. */
  isClean(): void {
    const { leadsTo = [] } = this.scene
    expect(this.faults).toEqual([])
    expect(this.complaints).toEqual([])
    expect(this.foreign.filter((url) => !leadsTo.includes(new URL(url).origin))).toEqual([])
  }
}
