import { genesis, nodeInfo, revision } from "../data/live";
import type { NodeInfo, Peer, Peers } from "../data/types";
import { formatAmount, formatCount } from "../format/amount";
import { formatBytes, formatDuration, formatRtt, formatUtc } from "../format/time";
import { Show } from "../parts/answer";
import { Copy, Facts, Id, Note, Scroll, Sheet, Tag } from "../parts/bits";
import { useCall } from "../parts/query";

const ROWS = 200;

export function Network() {
  void revision.value;
  const peers = useCall<Peers>("aeth_getPeers", [], () => true);
  const info = useCall<NodeInfo>("aeth_nodeInfo", [], () => true);
  return (
    <>
      <h1>Network</h1>
      <Sheet title="This node">
        <Show of={info} what="the node's own state">{(node) => <Node node={node} />}</Show>
      </Sheet>
      <Sheet title="Peers">
        <Show of={peers} what="the peers">{(found) => <PeersFound peers={found} />}</Show>
      </Sheet>
    </>
  );
}

function Node({ node }: { node: NodeInfo }) {
  return (
    <Facts
      rows={[
        ["Program", `${node.name} ${node.version}, protocol ${node.protocolVersion}`],
        ["Chain", <span class="mono">{node.chainId}</span>],
        ["Genesis", <Id whole text={node.genesisHash} what="genesis hash" />],
        ["Began", genesis.value && formatUtc(genesis.value.timestampMs)],
        ["Role", node.validatorIndex === null ? "observer: it signs nothing" : `validator ${node.validatorIndex} of epoch ${node.epoch}`],
        ["Up for", formatDuration(nodeInfo.value ? node.uptimeMs : 0)],
        ["Keeps", `${node.pruning}: blocks from ${formatCount(node.oldestBlock)}, states from ${formatCount(node.oldestState)} on`],
      ]}
    />
  );
}

function PeersFound({ peers }: { peers: Peers }) {
  if (peers.mode === "fixed") {
    return peers.peers.length > 0 ? <Table peers={peers.peers} fixed /> : (
      <Note title="This node's links were given to it, so it has no peers to choose.">
        <p>That is how validators of one process or a fixed list are connected. With --bootstrap a node finds its own.</p>
      </Note>
    );
  }
  const gossip = peers.gossip;
  return (
    <>
      <Facts
        rows={[
          ["This node's id", peers.id && <span class="wrap"><code>{peers.id}</code><Copy text={peers.id} what="node id" /></span>],
          ["Connected", <span class="num">{formatCount(peers.connected ?? 0)} of {formatCount(peers.known ?? 0)} known</span>],
          ["Of validators", <span class="num">{formatCount(peers.validators ?? 0)}</span>],
          ["Banned", <span class="num">{formatCount(peers.banned ?? 0)}</span>],
          ["Gossip", gossip && <><span class="num">{formatCount(gossip.received)}</span> received,{" "}
            <span class="num">{formatCount(gossip.duplicates)}</span> twice,{" "}
            <span class="num">{formatCount(gossip.rejected)}</span> rejected</>],
        ]}
      />
      {peers.peers.length === 0 ? (
        <Note title="No peer is connected.">
          <p>Check --bootstrap and the firewall: peers talk QUIC, which is UDP.</p>
        </Note>
      ) : <Table peers={peers.peers} />}
    </>
  );
}

/** Of fixed links a node knows less, so their table has less. */
function Table({ peers, fixed = false }: { peers: Peer[]; fixed?: boolean }) {
  return (
    <Scroll label="Peers">
      <table>
        <thead>
          <tr>
            <th scope="col">Peer</th><th scope="col">State</th>{!fixed && <th scope="col" class="wide">Place</th>}
            <th scope="col" class="right" title="Smoothed round-trip time, as QUIC measures it">Round trip</th>
            {!fixed && (
              <>
                <th scope="col" class="right" title="Its newest final block when it last said so">Final</th><th scope="col" class="right wide">Received</th>
                <th scope="col" class="right wide">Sent</th><th scope="col" class="right wide">Score</th>
              </>
            )}
            <th scope="col" class="right wide">For</th>
            {fixed ? <th scope="col" class="wide">Address</th> : <th scope="col" class="right wide">Stake</th>}
          </tr>
        </thead>
        <tbody>
          {peers.slice(0, ROWS).map((peer) => (
            <tr key={peer.id}>
              <td title={peer.address ?? undefined}><Id text={peer.id} /></td>
              <td>{peer.ban ? <Tag is="bad">banned: {peer.ban}</Tag>
                : <Tag is={peer.connected ? "good" : "open"}>{peer.connected ? peer.direction : "away"}</Tag>}</td>
              {!fixed && <td class="wide">{peer.slot}</td>}
              <td class="num right">{formatRtt(peer.rttMs)}</td>
              {!fixed && (
                <>
                  <td class="num right">{peer.finalHeight === null ? "–" : formatCount(peer.finalHeight)}</td>
                  <td class="num right wide">{formatBytes(peer.receivedBytes ?? 0)}</td>
                  <td class="num right wide">{formatBytes(peer.sentBytes ?? 0)}</td>
                  <td class="num right wide">{peer.score}</td>
                </>
              )}
              <td class="num right wide">{peer.connected ? formatDuration(peer.connectedMs) : "–"}</td>
              {fixed ? <td class="mono wide">{peer.address}</td>
                : <td class="num right wide">{peer.stake ? formatAmount(peer.stake) : "–"}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {peers.length > ROWS && <p class="soft">The first {ROWS} of {formatCount(peers.length)}.</p>}
    </Scroll>
  );
}
