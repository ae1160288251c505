//! The one writer: a thread that owns the writing connection and drains a queue of jobs.
//!
//! It begins a transaction with the first job, runs every job that has queued meanwhile (each inside
//! its own savepoint, so that one failure undoes only itself), commits once, and only then answers
//! all of them. There is no waiting window: the queue fills by itself while fsync runs.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use super::{Connection, DbError};

/// How many jobs may wait; more are refused as overload.
const QUEUE: usize = 4096;

/// How much work shares one commit at most, so that nobody waits for ever: a job counts 1 unless it says otherwise.
const GROUP: usize = 512;

/// What the ledger does once for each group of jobs that share a commit.
pub trait Hooks: Send {
    /// Inside the transaction, after the group's jobs. An error rolls the whole group back.
    ///
    /// # Errors
    /// Whatever keeps the group from being committed.
    fn before_commit(&mut self, _connection: &Connection) -> Result<(), DbError> {
        Ok(())
    }

    /// After the commit, before the jobs are answered: what followers see is already durable.
    fn after_commit(&mut self, _connection: &Connection) {}

    /// The group was rolled back; whatever the jobs noted in memory is to be forgotten.
    fn rolled_back(&mut self, _connection: &Connection) {}
}

/// No hooks.
impl Hooks for () {}

/// Hands jobs to the writer's thread. Cheap to clone.
#[derive(Clone)]
pub struct WriteQueue {
    queue: mpsc::Sender<Message>,
}

enum Message {
    Job(Box<dyn Job>),
    /// No more after what is queued already.
    Stop,
}

/// The writer's thread, to end it. It ends by itself with the last [`WriteQueue`].
pub struct WriterThread {
    thread: JoinHandle<()>,
    queue: mpsc::Sender<Message>,
}

impl WriteQueue {
    /// Starts the thread on the writing connection.
    ///
    /// # Errors
    /// [`DbError`] where the database cannot be used.
    pub fn start(connection: Connection, hooks: Box<dyn Hooks>) -> Result<(Self, WriterThread), DbError> {
        let (queue, mut jobs) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || run(&connection, &mut jobs, hooks))
            .map_err(|error| DbError::Other(error.to_string()))?;
        let writer = Self { queue: queue.clone() };
        Ok((writer, WriterThread { thread, queue }))
    }

    /// Runs a job in the next transaction. The answer comes after the commit; on an error of the job
    /// only its own changes are undone. Statements should come from `prepare_cached`.
    ///
    /// # Errors
    /// What the job fails with, or [`DbError`] where the commit failed; nothing is written then.
    pub async fn write<T, E>(&self, job: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.write_much(1, job).await
    }

    /// The same for a job that counts as so many.
    ///
    /// # Errors
    /// As [`WriteQueue::write`].
    pub async fn write_much<T, E>(
        &self,
        weight: usize,
        job: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let task = Task { weight, work: Some(job), result: None, answer };
        self.queue.try_send(Message::Job(Box::new(task))).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => DbError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => DbError::Closed,
        })?;
        answered.await.map_err(|_| DbError::Closed)?
    }
}

impl WriterThread {
    /// Lets the thread work off what is queued, refuses what comes later with [`DbError::Closed`],
    /// and waits until the database is closed. Blocks the calling thread.
    ///
    /// # Errors
    /// [`DbError`] where the last commit failed.
    pub async fn close(self) -> Result<(), DbError> {
        // Refused only where the thread has ended already.
        let _ended = self.queue.send(Message::Stop).await;
        drop(self.queue);
        self.thread.join().map_err(|_| DbError::Panicked)
    }
}

trait Job: Send {
    /// How much of a group it takes.
    fn weight(&self) -> usize;
    /// Runs the work; true if its changes are to be kept.
    fn run(&mut self, connection: &Connection) -> bool;
    /// The job panicked or its savepoint failed: this is its answer, whatever it had said.
    fn fail(&mut self, error: DbError);
    /// Answers: the own result if the commit succeeded, else the commit's error.
    fn finish(self: Box<Self>, commit: Result<(), DbError>);
}

struct Task<T, E, F> {
    weight: usize,
    work: Option<F>,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Task<T, E, F>
where
    T: Send,
    E: From<DbError> + Send,
    F: FnOnce(&Connection) -> Result<T, E> + Send,
{
    fn weight(&self) -> usize {
        self.weight
    }

    fn run(&mut self, connection: &Connection) -> bool {
        let result = self.work.take().map(|work| work(connection));
        let keep = matches!(result, Some(Ok(_)));
        self.result = result;
        keep
    }

    fn fail(&mut self, error: DbError) {
        self.result = Some(Err(error.into()));
    }

    fn finish(self: Box<Self>, commit: Result<(), DbError>) {
        let result = match (commit, self.result) {
            // What was refused was refused, whether or not the others could be committed.
            (_, Some(Err(error))) => Err(error),
            (Ok(()), Some(Ok(value))) => Ok(value),
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => Err(DbError::Closed.into()),
        };
        // The asker may have gone away; what was committed stays committed.
        let _gone = self.answer.send(result);
    }
}

/// Runs one job as a group of its own on the calling thread, as the writer's thread does it.
pub(crate) fn at_once<T: Send, E: From<DbError> + Send>(
    connection: &Connection,
    hooks: &mut dyn Hooks,
    job: impl FnOnce(&Connection) -> Result<T, E> + Send,
) -> Result<T, E> {
    let (answer, mut answered) = oneshot::channel();
    let task = Task { weight: 1, work: Some(job), result: None, answer };
    commit(connection, hooks, Box::new(task), || None);
    answered.try_recv().unwrap_or_else(|_| Err(DbError::Closed.into()))
}

fn run(connection: &Connection, jobs: &mut mpsc::Receiver<Message>, mut hooks: Box<dyn Hooks>) {
    while let Some(message) = jobs.blocking_recv() {
        let Message::Job(first) = message else {
            jobs.close();
            continue;
        };
        commit(connection, hooks.as_mut(), first, || match jobs.try_recv() {
            Ok(Message::Job(job)) => Some(job),
            Ok(Message::Stop) => {
                jobs.close();
                None
            }
            Err(_) => None,
        });
    }
}

/// Runs the first job and what there is `more`, commits them together, and answers them.
fn commit<'j>(
    connection: &Connection,
    hooks: &mut dyn Hooks,
    first: Box<dyn Job + 'j>,
    more: impl FnMut() -> Option<Box<dyn Job + 'j>>,
) {
    let mut group = Vec::new();
    let outcome = fill(connection, first, more, &mut group)
        .and_then(|()| guarded(|| hooks.before_commit(connection)))
        .and_then(|()| Ok(connection.execute_batch("COMMIT")?));
    match &outcome {
        Ok(()) => hooks.after_commit(connection),
        Err(error) => {
            tracing::error!(%error, jobs = group.len(), "a group could not be committed");
            if !connection.is_autocommit() {
                let _rolled_back = connection.execute_batch("ROLLBACK");
            }
            hooks.rolled_back(connection);
        }
    }
    for job in group {
        job.finish(outcome.clone());
    }
}

/// Begins the transaction and runs the first job and all that have queued meanwhile.
fn fill<'j>(
    connection: &Connection,
    first: Box<dyn Job + 'j>,
    mut more: impl FnMut() -> Option<Box<dyn Job + 'j>>,
    group: &mut Vec<Box<dyn Job + 'j>>,
) -> Result<(), DbError> {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        group.push(first);
        return Err(error.into());
    }
    let (mut next, mut weight) = (Some(first), 0);
    while let Some(mut job) = next {
        weight += job.weight();
        let result = step(connection, job.as_mut());
        group.push(job);
        result?;
        next = if weight < GROUP { more() } else { None };
    }
    Ok(())
}

/// Runs one job inside its own savepoint.
fn step(connection: &Connection, job: &mut dyn Job) -> Result<(), DbError> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    let keep = match catch_unwind(AssertUnwindSafe(|| job.run(connection))) {
        Ok(keep) => keep,
        Err(panic) => {
            tracing::error!(what = text(panic.as_ref()), "a job panicked");
            job.fail(DbError::Panicked);
            false
        }
    };
    if !keep {
        // A full disk can make SQLite roll back the whole transaction by itself.
        if connection.is_autocommit() {
            return Err(DbError::Full);
        }
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    Ok(())
}

fn guarded(work: impl FnOnce() -> Result<(), DbError>) -> Result<(), DbError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(DbError::Panicked))
}

/// Where a panic happened stands in its message only for panics of our own wording.
fn text(panic: &(dyn Any + Send)) -> &'static str {
    panic.downcast_ref::<&'static str>().copied().unwrap_or("unknown")
}
