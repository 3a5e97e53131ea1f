import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

describe('the story', () => {
  it('runs from a TV nobody knows to Eliza’s TV and back', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url, { device_name: 'Living room', device_model: 'Samsung TV' })
    const phone = new Phone(server.url)

    const stranger = await tv.hello()
    expect(stranger.status).toBe(401)
    expect(stranger.body).toMatchObject({ code: 'device_not_bound', link: null })

    const link = await tv.requestLink()
    const listener = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
    const opened = await phone.open(link.handle)
    expect(opened.status).toBe(200)
    expect(opened.body).toMatchObject({
      link_id: link.link_id,
      device: { name: 'Living room', model: 'Samsung TV' },
      place: 'same_network',
      user_code: link.user_code,
    })
    await listener.until('LinkOpened')
    expect((await tv.hello()).body.link).toMatchObject({ id: link.link_id, state: 'opened' })

    const yes = await phone.approve(link.handle, { username: 'eliza', password: 'Senza2024' })
    expect([yes.status, yes.body]).toEqual([200, { status: 'authorized' }])
    await listener.until('DeviceAuthorized')
    const bound = await tv.hello()
    expect(bound.status).toBe(200)
    expect(bound.body).toMatchObject({ name: 'Eliza', color: '#CCCDFD', goodbye_seconds: 5 })

    const gone = await tv.goodbye(bound.body.binding)
    expect([gone.status, gone.body]).toEqual([200, {}])
    expect((await tv.hello()).status).toBe(401)
    expect((await tv.requestLink()).handle).not.toBe(link.handle)
  })
})
