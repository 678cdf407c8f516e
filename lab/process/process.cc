#include "lab/process/process.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tributary::lab {
namespace {

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  bool ok() const { return ends_[0] >= 0; }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_writer() { close_end(1); }

 private:
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

class SpawnActions {
 public:
  SpawnActions(int output, int errors) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// Reads both ends until the program has closed them.
void collect(int output, int errors, Finished& finished) {
  std::array<pollfd, 2> watched{{{output, POLLIN, 0}, {errors, POLLIN, 0}}};
  std::array<std::string*, 2> texts{&finished.output, &finished.errors};
  std::array<char, 65536> block;
  while (watched[0].fd >= 0 || watched[1].fd >= 0) {
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < watched.size(); ++i) {
      if (watched[i].fd < 0 || watched[i].revents == 0) continue;
      const ssize_t count = ::read(watched[i].fd, block.data(), block.size());
      if (count > 0) texts[i]->append(block.data(), static_cast<std::size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) watched[i].fd = -1;
    }
  }
}

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text.substr(text.find_last_of('\n') + 1);
}

}  // namespace

Result<Finished> run_program(const std::vector<std::string>& command) {
  Pipe output;
  Pipe errors;
  if (!output.ok() || !errors.ok()) return Error{ErrorCode::kIo, "pipe: " + std::string(std::strerror(errno))};
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const SpawnActions actions(output.writer(), errors.writer());
  pid_t process = 0;
  const int refused = ::posix_spawnp(&process, arguments[0], actions.get(), nullptr, arguments.data(), environ);
  if (refused != 0) {
    return Error{refused == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                 "cannot run " + command[0] + ": " + std::strerror(refused)};
  }
  output.close_writer();
  errors.close_writer();
  Finished finished;
  collect(output.reader(), errors.reader(), finished);
  finished.exit_code = wait_for(process);
  return finished;
}

Result<void> run_tool(const std::vector<std::string>& command) {
  TRIBUTARY_ASSIGN(const Finished finished, run_program(command));
  if (finished.exit_code == 0) return {};
  std::string line;
  for (const std::string& word : command) line += line.empty() ? word : " " + word;
  return Error{ErrorCode::kInternal,
               "`" + line + "` ended with " + std::to_string(finished.exit_code) + ": " + last_line(finished.errors)};
}

}  // namespace tributary::lab
