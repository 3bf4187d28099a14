// A stock Yjs client (yjs, y-websocket, ws) that a test drives: one JSON command a line on stdin,
// one JSON answer a line on stdout.
import { createInterface } from 'node:readline'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { WebsocketProvider } from 'y-websocket'
import * as decoding from 'lib0/decoding'
import { edit } from './edits.mjs'

const clients = new Map()
const sockets = new Map()
// What must never be lost, of whichever client: updates that message 8 counted, and updates that
// came from somebody else.
const promised = { acknowledged: [], seen: [] }
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const isSyncUpdate = (data) => data[0] === 0 && (data[1] === 1 || data[1] === 2)

const payload = (data) => decoding.readVarUint8Array(decoding.createDecoder(data.subarray(2)))

const withHeaders = (headers) => class extends WebSocket {
  sent = [] // sync updates, in the order in which message 8 counts them
  durable = 0
  constructor (url) { super(url, { headers, perMessageDeflate: false }) }
  send (data) {
    if (data instanceof Uint8Array && isSyncUpdate(data)) this.sent.push(payload(data))
    super.send(data)
  }

  acknowledge (count) {
    promised.acknowledged.push(...this.sent.slice(this.durable, count))
    this.durable = count
  }
}

const paragraph = (client, item, index = 0) => {
  const fragment = client.doc.getXmlFragment(`item:${item}`)
  return fragment.get(index)
}

const text = (client, item) => {
  const element = paragraph(client, item)
  if (element.length === 0) element.insert(0, [new Y.XmlText()])
  return element.get(0)
}

const words = (doc) => Object.fromEntries(
  [...doc.share.keys()].sort().map((root) => [root, doc.getXmlFragment(root).toString()])
)

const isSame = (one, other) => Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other)) &&
  JSON.stringify(words(one)) === JSON.stringify(words(other))

// Applying what is there already changes nothing, and waits for nothing.
const lacks = (state, update) => {
  let isNews = false
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  doc.on('update', () => { isNews = true })
  Y.applyUpdate(doc, update)
  return isNews || doc.store.pendingStructs !== null || doc.store.pendingDs !== null
}

const commands = {
  open ({ name, url, plan, headers = {}, params = {}, connect = true, doc }) {
    const ydoc = doc ? clients.get(doc).doc : new Y.Doc()
    const provider = new WebsocketProvider(url, plan, ydoc, {
      params, connect, disableBc: true, WebSocketPolyfill: withHeaders(headers), maxBackoffTime: 300
    })
    const client = { doc: ydoc, provider, durable: [], changed: [], closes: [], seen: [] }
    provider.messageHandlers[8] = (_, decoder) => {
      client.durable.push(decoding.readVarUint(decoder))
      provider.ws.acknowledge(client.durable.at(-1))
    }
    provider.messageHandlers[9] = (_, decoder) => { client.changed.push(decoding.readVarString(decoder)) }
    provider.on('connection-close', (event) => { if (event) client.closes.push(event.code) })
    ydoc.on('update', (update, origin) => {
      if (origin !== provider) return
      client.seen.push(hex(update))
      promised.seen.push(update)
    })
    clients.set(name, client)
  },
  connect ({ name }) { clients.get(name).provider.connect() },
  disconnect ({ name }) { clients.get(name).provider.disconnect() },
  // The page is loaded anew: with what the browser had kept, or with nothing.
  reload ({ name, kept, ...how }) {
    const old = clients.get(name)
    old.provider.destroy()
    commands.open({ name, ...how })
    if (kept) Y.applyUpdate(clients.get(name).doc, Y.encodeStateAsUpdate(old.doc), 'kept')
  },
  drop ({ name }) { clients.get(name).provider.destroy(); clients.delete(name) },
  type ({ name, item, at = 0, words, attrs }) {
    const client = clients.get(name)
    client.doc.transact(() => text(client, item).insert(at, words, attrs))
  },
  async keys ({ name, item, words, every = 0 }) {
    const client = clients.get(name)
    for (const key of words) {
      const target = text(client, item)
      target.insert(target.length, key)
      if (every) await pause(every)
    }
  },
  // Words that can be told apart, numbered from 1, each an update of its own.
  async pace_words ({ name, item, count, every }) {
    const target = text(clients.get(name), item)
    for (let i = 1; i <= count; i++) {
      target.insert(target.length, `<${String(i).padStart(5, '0')}>`)
      await pause(every)
    }
  },
  // Several at once, each in an item of their own.
  async both_key ({ names, items, ...how }) {
    await Promise.all(names.map((name, which) => commands.keys({ name, item: items[which], ...how })))
  },
  // How long a key takes from one to the other, in milliseconds, one after the other.
  async delays ({ here, there, item, times }) {
    const took = []
    const target = text(clients.get(here), item)
    for (let i = 0; i < times; i++) {
      const came = new Promise((resolve) => clients.get(there).doc.once('update', resolve))
      const began = performance.now()
      target.insert(0, '.')
      await came
      took.push(performance.now() - began)
      await pause(20)
    }
    return took
  },
  edit: ({ name, item, dice }) => edit(clients.get(name).doc, item, dice),
  erase ({ name, item, at, length }) { text(clients.get(name), item).delete(at, length) },
  text: ({ name, item }) => {
    const element = paragraph(clients.get(name), item)
    return element && element.length ? element.get(0).toString() : ''
  },
  xml: ({ name, item }) => clients.get(name).doc.getXmlFragment(`item:${item}`).toString(),
  roots: ({ name }) => [...clients.get(name).doc.share.keys()].map((key) => key.slice(5)),
  state: ({ name }) => {
    const client = clients.get(name)
    return {
      durable: client.durable.at(-1) ?? 0,
      counts: client.durable,
      changed: client.changed,
      closes: client.closes,
      seen: client.seen,
      synced: client.provider.synced,
      owed: client.provider.ws ? client.provider.ws.sent.length - client.provider.ws.durable : 0,
      connected: client.provider.wsconnected,
      client: client.doc.clientID,
      update: hex(Y.encodeStateAsUpdate(client.doc)),
      awareness: [...client.provider.awareness.getStates()].map(([id, state]) => ({ id, state }))
    }
  },
  // Whether everything that was sent on the present socket is durable.
  settled: ({ name }) => {
    const { synced, wsconnected, ws } = clients.get(name).provider
    return synced && wsconnected && ws.sent.length > 0 && ws.sent.length === ws.durable
  },
  sent: ({ name }) => clients.get(name).provider.ws.sent.map(hex),
  same: ({ names }) => {
    const [first, ...others] = names.map((name) => clients.get(name).doc)
    return others.every((other) => isSame(first, other))
  },
  // How many of the updates that were promised are not whole in this document.
  lost: ({ name }) => {
    const state = Y.encodeStateAsUpdate(clients.get(name).doc)
    return Object.fromEntries(Object.entries(promised).map(([what, updates]) => [
      what, { lost: updates.filter((update) => lacks(state, update)).length, of: updates.length }
    ]))
  },
  aware ({ name, state }) { clients.get(name).provider.awareness.setLocalState(state) },
  apply ({ name, update }) { Y.applyUpdate(clients.get(name).doc, Buffer.from(update, 'hex')) },
  pause ({ name }) { clients.get(name).provider.ws._socket.pause() },
  resume ({ name }) { clients.get(name).provider.ws._socket.resume() },

  // A bare socket, for what no honest client sends.
  raw ({ name, url, headers = {} }) {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false })
    const state = { socket, closes: [], frames: [], open: false }
    socket.on('open', () => { state.open = true })
    socket.on('message', (data) => { state.frames.push(hex(data)) })
    socket.on('close', (code) => { state.closes.push(code) })
    socket.on('error', () => {})
    sockets.set(name, state)
  },
  send ({ name, frames, text }) {
    const { socket } = sockets.get(name)
    for (const frame of frames ?? []) socket.send(Buffer.from(frame, 'hex'))
    if (text !== undefined) socket.send(text)
  },
  flood ({ name, frame, times }) {
    const { socket } = sockets.get(name)
    for (let i = 0; i < times; i++) socket.send(Buffer.from(frame, 'hex'))
  },
  stop_reading ({ name }) { sockets.get(name).socket._socket.pause() },
  read_again ({ name }) { sockets.get(name).socket._socket.resume() },
  socket: ({ name }) => {
    const { closes, frames, open } = sockets.get(name)
    return { closes, frames, open }
  }
}

console.error = () => {}
for await (const line of createInterface({ input: process.stdin })) {
  const { do: what, ...how } = JSON.parse(line)
  try {
    process.stdout.write(JSON.stringify({ answer: (await commands[what](how)) ?? null }) + '\n')
  } catch (error) {
    process.stdout.write(JSON.stringify({ error: String(error.stack) }) + '\n')
  }
}
process.exit(0)
