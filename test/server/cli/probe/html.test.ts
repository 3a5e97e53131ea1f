import { describe, expect, it } from 'vitest'

import { formsIn, isSelfSubmitting, textOf } from '../../../../server/cli/probe/html.ts'

describe('formsIn', () => {
  it('reads what is sent unseen, what is typed, and the buttons', () => {
    const html = `<form METHOD="post" action='/device?x=1&amp;y=2'>
      <input type=hidden name="xsrf" value="a&quot;b"><input name="user_code">
      <input type="password" name="p"><input type="submit" name="go" value="Go on">
      <button type="button">Nothing</button><button name="decision" value="no">Not <b>my</b> TV</button></form>`
    expect(formsIn(html)).toEqual([
      {
        method: 'POST',
        action: '/device?x=1&y=2',
        hidden: { xsrf: 'a"b' },
        typed: ['user_code'],
        asksPassword: true,
        buttons: [
          { label: 'Not my TV', name: 'decision', value: 'no' },
          { label: 'Go on', name: 'go', value: 'Go on' },
        ],
      },
    ])
  })

  it('gives a form the buttons that stand outside and name it, and no others', () => {
    const html = `<form id="a"></form><button form="a" name="abort" value="yes">Abort</button>
      <button form="b">Other</button>`
    expect(formsIn(html)[0]?.buttons.map(({ label }) => label)).toEqual(['Abort'])
  })

  it('takes no more than ten, and nothing from what is no form', () => {
    expect(formsIn('<form></form>'.repeat(50))).toHaveLength(10)
    expect(formsIn('<p>form</p>')).toEqual([])
  })
})

describe('isSelfSubmitting', () => {
  it.each([
    ['<body onload="javascript: document.forms[0].submit()">', true],
    ['<script nonce="x">document.forms[0].submit()</script>', true],
    ['<form><button>Submit</button></form>', false],
    ['<script src="app.js"></script>', false],
  ])('%s', (html, expected) => expect(isSelfSubmitting(html)).toBe(expected))
})

describe('textOf', () => {
  it('is what a person reads', () => {
    const html = '<head><title>x</title></head><style>p{}</style><p>Your TV&#39;s code:<br>WDJB</p>'
    expect(textOf(html)).toBe("Your TV's code: WDJB")
  })
})
