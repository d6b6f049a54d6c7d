/**
 * Lets the event loop turn: resolves in a later task, behind the messages that wait already. A message
 * to ourselves, because timers wait 4 ms each in a browser and a second in a hidden page, and
 * `scheduler.yield` comes back before everybody else's timers. Every turn has a channel of its own:
 * Node hands up to 1,000 messages of one port on before it looks at anything else.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
