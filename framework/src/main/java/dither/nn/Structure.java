package dither.nn;

import dither.kernel.Checks;
import dither.random.RandomStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is done to whole residual blocks, with any method.
 *
 * <p>LayerDrop: in each training step every block that can be skipped is, with probability {@code layerDrop}, independently
 * and without rescaling; evaluation uses all. Sharing: adjacent blocks of equal shape share their trained parameters in
 * pairs, (1, 2), (3, 4), ...; running statistics stay apart. Pruning: of the blocks that can be skipped, or pairs of them
 * if they share, every other one is left out for good, the first stays. Sources: Fan, Grave and Joulin 2020 (LayerDrop),
 * sections 3.2 and 3.3; Fan et al. 2021, section 4.3.
 *
 * @param layerDrop probability that a block is skipped, in [0, 1)
 * @param sharing whether adjacent blocks share weights
 * @param pruning whether every other block is left out
 */
public record Structure(double layerDrop, boolean sharing, boolean pruning) {
    public Structure {
        Checks.below("layerDrop", layerDrop, 0, 1);
    }

    /** Nothing is done. */
    public static Structure none() {
        return new Structure(0, false, false);
    }

    /** How labels call it. */
    public String label() {
        return (layerDrop > 0 ? " LayerDrop " + layerDrop : "")
                + (sharing ? " sharing" : "")
                + (pruning ? " pruning" : "");
    }

    /**
     * Refuses networks on which nothing would come of it, and whose runs would be shown under its label all the same.
     *
     * @throws IllegalArgumentException if there is no block to leave out, or no two blocks that fit each other
     */
    public void check(Network network) {
        boolean dropsNothing = layerDrop > 0 && network.blocks().stream().noneMatch(Block::skippable);
        if (dropsNothing || pruning && pruned(network).isEmpty()) {
            throw new IllegalArgumentException("this network has no residual blocks that" + label()
                    + " could leave out; take one that has, or no structure");
        }
        if (sharing && ties(network).isEmpty()) {
            throw new IllegalArgumentException("this network has no adjacent residual blocks of equal shape to share"
                    + " weights; take one that has, or no structure");
        }
    }

    /** Names of the parameters that share another's memory, and whose. */
    public Map<String, String> ties(Network network) {
        Map<String, String> ties = new LinkedHashMap<>();
        for (List<Block> unit : units(network)) {
            for (Block follower : unit.subList(1, unit.size())) {
                for (int i = 0; i < follower.parameters().size(); i++) {
                    Parameter parameter = follower.parameters().get(i);
                    if (parameter.role() == Parameter.Role.TRAINED) {
                        ties.put(
                                parameter.name(),
                                unit.getFirst().parameters().get(i).name());
                    }
                }
            }
        }
        return ties;
    }

    /** Blocks that are left out for good. */
    public Set<String> pruned(Network network) {
        Set<String> pruned = new HashSet<>();
        if (pruning) {
            List<List<Block>> skippable = units(network).stream()
                    .filter(unit -> unit.stream().allMatch(Block::skippable))
                    .toList();
            for (int u = 1; u < skippable.size(); u += 2) {
                skippable.get(u).forEach(block -> pruned.add(block.name()));
            }
        }
        return pruned;
    }

    /** Blocks that a training step leaves out by chance. */
    public Set<String> dropped(Network network, RandomStream stream) {
        Set<String> dropped = new HashSet<>();
        for (Block block : network.blocks()) {
            if (block.skippable() && stream.at(block.name()).uniform(0) < layerDrop) {
                dropped.add(block.name());
            }
        }
        return dropped;
    }

    /** Blocks that share weights, together; others alone. */
    private List<List<Block>> units(Network network) {
        List<List<Block>> units = new ArrayList<>();
        for (Block block : network.blocks()) {
            List<Block> last = units.isEmpty() ? List.of() : units.getLast();
            if (sharing && last.size() == 1 && last.getFirst().fits(block)) {
                units.set(units.size() - 1, List.of(last.getFirst(), block));
            } else {
                units.add(List.of(block));
            }
        }
        return units;
    }
}
