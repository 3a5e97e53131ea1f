import { describe, expect, it } from 'vitest'

import { pressAreas } from '../../../../../tv-app/src/screens/link/link-areas.ts'
import { linkWords, numberWords } from '../../../../../tv-app/src/screens/link/link-words.ts'
import type { Screen } from '../../../../../tv-app/src/story/screen.ts'
import { code, eliza, link, matching, opened, screens, stateOf } from '../../../story.states.ts'

const words = (screen: Screen, rest = {}) => linkWords(stateOf(screen, rest))
const offline: Screen = { name: 'offline', link, renewals: 0 }

describe('the link screen', () => {
  it('draws all that comes before a TV is somebody’s, and the code for another account', () => {
    const drawn = Object.values(screens).filter((screen) => words(screen) !== null)
    expect([...new Set(drawn.map(({ name }) => name))].sort()).toEqual([
      'booting',
      'link',
      'match',
      'offline',
      'opened',
    ])
  })

  it('shows the three steps as long as nobody has scanned', () => {
    expect(words(code())?.detail).toBeNull()
    expect(words(code({ link: null, asking: true }))?.detail).toBeNull()
    expect(words(opened())?.detail).not.toBeNull()
  })

  it('keeps the code beside "opened", and the old one until the new one is there', () => {
    const face = { kind: 'code', qr: link.qr, asleep: false }
    for (const screen of [code(), opened(), code({ asking: true }), code({ over: eliza })]) {
      expect(words(screen)?.face).toEqual(face)
    }
  })

  it('has the same place for a code that is under way, for one that OK brings, and for none', () => {
    expect(words(code({ link: null, asking: true }))?.face.kind).toBe('empty')
    expect(words(code({ link: null }))?.face.kind).toBe('press')
    expect(words({ ...offline, link: null })?.face.kind).toBe('empty')
    expect(words(matching())?.face.kind).toBe('nothing')
  })

  it('keeps the last code asleep while the server is away, and says that it tries', () => {
    expect(words(offline)).toMatchObject({
      face: { kind: 'code', qr: link.qr, asleep: true },
      pill: { words: 'Reconnecting …' },
      button: 'OK tries now',
    })
  })

  it('says that it reconnects with the first lost answer, on the code that still stands', () => {
    for (const screen of [code({ note: 'denied' }), opened(), matching()]) {
      expect(words(screen, { reachable: false })?.pill?.words).toBe('Reconnecting …')
    }
    expect(words(code(), { reachable: false })?.face).toMatchObject({ asleep: false })
    expect(words({ name: 'booting', remembered: null }, { reachable: false })?.pill).toBeNull()
  })

  it('says for a while what has become of the code before', () => {
    expect(words(code({ note: 'denied' }))?.pill?.words).toMatch(/not my TV/)
    expect(words(code())?.pill).toBeNull()
  })

  it('names whose TV it stays while a code for another account is shown', () => {
    const shown = words(code({ over: eliza }))
    expect(shown?.detail).toContain('Eliza')
    expect(shown?.hint).toMatch(/^Back/)
  })

  it('says what Back does only where it does so', () => {
    expect(words(opened())?.hint).toMatch(/Back/)
    expect(words(opened({ asking: true }))?.hint).toMatch(/moment/)
    expect(words(matching({ typed: '4' }))?.hint).toMatch(/digit/)
    expect(words(matching())?.hint).toMatch(/new code/)
  })

  it('says above the digits what becomes of them', () => {
    expect(numberWords(matching())).toMatch(/Arrows/)
    expect(numberWords(matching({ answer: 'sending' }))).toMatch(/moment/)
    expect(numberWords(matching({ answer: 'lost' }))).toMatch(/Reconnecting/)
  })
})

describe('a remote that points', () => {
  const pressable = (screen: Screen) => pressAreas(stateOf(screen)).map(({ is }) => is)
  const ok = { type: 'key', key: 'enter', repeat: false }

  it('presses what can be pressed with OK, and nothing else', () => {
    expect(pressable(code())).toEqual([])
    expect(pressable(code({ link: null, asking: true }))).toEqual([])
    expect(pressable(code({ link: null }))).toEqual([ok])
    expect(pressable(offline)).toEqual([ok])
    expect(pressable(opened())).toEqual([])
    expect(pressable(matching())).toHaveLength(9)
  })
})
