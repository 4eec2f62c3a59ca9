package finegrain.trainer.report;

import java.util.List;

/**
 * What a line or a group of points stands for: the same role has the same colour and marker in
 * every figure. Roles that stand beside each other can be told apart by the colour-blind.
 */
public enum Role {
  COARSE,
  FINE,
  OTHER_1,
  OTHER_2,
  OTHER_3,
  OTHER_4,
  OTHER_5,
  OTHER_6;

  private static final List<Role> OTHERS =
      List.of(OTHER_1, OTHER_2, OTHER_3, OTHER_4, OTHER_5, OTHER_6);

  /**
   * The i-th of the roles that are neither coarse nor fine, counted from 0; after the sixth comes
   * the first again.
   */
  public static Role other(int i) {
    return OTHERS.get(Math.floorMod(i, OTHERS.size()));
  }
}
