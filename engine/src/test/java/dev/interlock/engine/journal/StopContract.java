package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WriteResult.RequestIdReused;
import dev.interlock.engine.journal.WriteResult.StopSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [Write.SetStop].
interface StopContract extends StoreUnderTest {

  @Test
  default void at_first_there_is_no_row_and_the_epoch_is_0() {
    assertThat(store().stops()).isEqualTo(new WorkStore.Stops(0, List.of()));
  }

  @Test
  default void each_stop_and_go_raises_the_epoch_and_replaces_the_row_of_its_name() {
    var paint = Sample.stop("paint", "stop", RequestKey.NONE);
    var erase = Sample.stop("erase", "go", RequestKey.NONE);

    assertThat(commit(paint)).isEqualTo(new StopSet(1));
    assertThat(commit(Sample.stop("erase", "stop", RequestKey.NONE))).isEqualTo(new StopSet(2));
    assertThat(commit(erase)).isEqualTo(new StopSet(3));

    assertThat(store().stops().epoch()).isEqualTo(3);
    assertThat(store().stops().rows()).containsExactlyInAnyOrder(paint.row(), erase.row());
  }

  @Test
  default void a_repeated_request_id_gets_the_first_epoch_and_changes_nothing() {
    var key = new RequestKey("call-1", "digest");
    commit(Sample.stop("erase", "stop", key));
    commit(Sample.stop("erase", "go", RequestKey.NONE));

    assertThat(commit(Sample.stop("erase", "stop", key))).isEqualTo(new StopSet(1));
    assertThat(commit(Sample.stop("erase", "stop", new RequestKey("call-1", "another"))))
        .isEqualTo(new RequestIdReused());

    assertThat(store().stops().epoch()).isEqualTo(2);
    assertThat(store().stops().rows()).extracting(StopRow::status).containsExactly("go");
  }

  @Test
  default void a_release_of_an_older_stop_changes_nothing() {
    commit(Sample.stop("erase", "stop", RequestKey.NONE));
    commit(Sample.stop("erase", "stop", RequestKey.NONE));
    var key = new RequestKey("call-1", "digest");
    var go = Sample.stop("erase", "go", key).row();

    assertThat(commit(new Write.SetStop(go, 1, key))).isEqualTo(new WriteResult.StopChanged(2));
    assertThat(store().stops().rows()).extracting(StopRow::status).containsExactly("stop");
    assertThat(store().stops().epoch()).isEqualTo(2);

    assertThat(commit(new Write.SetStop(go, 2, key))).isEqualTo(new StopSet(3));
    assertThat(commit(new Write.SetStop(go, 2, key))).as("repeated").isEqualTo(new StopSet(3));
  }

  @Test
  default void stops_survive_opening_again() {
    commit(Sample.stop("erase", "stop", RequestKey.NONE));
    commit(Sample.stop("all", "stop", RequestKey.NONE));
    var before = store().stops();

    assertThat(reopened().stops()).isEqualTo(before);
    assertThat(commit(Sample.stop("all", "go", RequestKey.NONE))).isEqualTo(new StopSet(3));
  }
}
