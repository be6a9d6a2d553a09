// Which services can be had at an address? Asked over AMQP with amqplib alone.
//
//     node qualify.js "1129 I Street" Anchorage AK 99501
//
// Prints the answer as JSON. Exit status: 0 when every segment was answered, 1 when one was refused or no answer came.
'use strict';

const { randomUUID } = require('node:crypto');
const amqp = require('amqplib');

const reseller = process.env.RESELLER_NAME;
const username = process.env.RESELLER_USERNAME;
const answers = process.env.ANSWERS_QUEUE || `answers.${reseller}`;
const patience = 30_000; // milliseconds

function documentFor(line, city, state, zip) {
  return {
    header: {
      schema: 'document/1',
      transaction: 'service.qualify',
      // Yours, and unique: asking again under the same number is always safe.
      transaction_number: `EX-${randomUUID().slice(0, 20)}`,
      reseller,
      sent_at: new Date().toISOString(),
    },
    segments: [
      {
        number: 1,
        reference: 'example/1',
        end_user: { name: 'Jane Doe', class: 'residence' },
        address: { line, city, state, zip },
        request: {}, // no services named: all that is offered there
      },
    ],
  };
}

async function publish(channel, document, correlationId) {
  let returned = null;
  channel.on('return', (message) => { returned = message.fields; });
  channel.publish(`documents.${reseller}`, 'service.qualify', Buffer.from(JSON.stringify(document)), {
    contentType: 'application/json',
    deliveryMode: 2, // on disk before it is confirmed
    correlationId,
    messageId: randomUUID(),
    replyTo: answers,
    type: 'service.qualify',
    userId: username, // the broker refuses somebody else's
    mandatory: true, // no queue for it: it comes back before its confirm
  });
  await channel.waitForConfirms();
  if (returned) throw new Error(`the broker returned the document: ${returned.replyText}`);
}

function answerTo(channel, correlationId) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`no answer came within ${patience / 1000} s; ask again under the same transaction number`)),
      patience,
    );
    channel.consume(answers, (message) => {
      if (message === null) {
        reject(new Error(`the broker ended the consumer of ${answers}`));
        return;
      }
      // Another correlation id: the answer to an earlier question that nobody waits for any more.
      const mine = message.properties.correlationId === correlationId;
      const reply = mine ? JSON.parse(message.content.toString('utf8')) : null;
      channel.ack(message); // only now: until here the broker would give it again
      if (mine) {
        clearTimeout(late);
        resolve(reply);
      }
    }).catch(reject);
  });
}

async function main([line, city, state, zip]) {
  const url = new URL(process.env.RESELLER_AMQP_URL);
  const connection = await amqp.connect({
    protocol: 'amqp',
    hostname: url.hostname,
    port: Number(url.port || 5672),
    vhost: decodeURIComponent(url.pathname.slice(1)) || 'wholesale',
    username,
    password: process.env.RESELLER_PASSWORD,
  });
  try {
    const channel = await connection.createConfirmChannel();
    const correlationId = randomUUID();
    await publish(channel, documentFor(line, city, state, zip), correlationId);
    const reply = await answerTo(channel, correlationId);
    console.log(JSON.stringify(reply, null, 2));
    return reply.header.outcome === 'answered' ? 0 : 1;
  } finally {
    await connection.close();
  }
}

if (process.argv.length !== 6) {
  console.error('usage: node qualify.js "1129 I Street" Anchorage AK 99501');
  process.exit(1);
}
main(process.argv.slice(2)).then(
  (status) => { process.exitCode = status; },
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
